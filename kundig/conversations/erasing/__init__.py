"""What conversations keep of people, and taking it out: in their own conversations, and in those with others."""
