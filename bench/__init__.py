"""Figures: how long the server takes for what people do all day. `make bench` prints them."""
