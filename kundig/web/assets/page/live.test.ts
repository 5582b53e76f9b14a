import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../testing";
import { LiveStream } from "./live";

class Source extends EventTarget {
  readyState = 1;
  constructor(readonly url: string) {
    super();
  }
  close(): void {
    this.readyState = 2;
  }
  send(type: string, lastEventId: string, data: object = {}): void {
    const message = new Event(type);
    Object.assign(message, { lastEventId, data: JSON.stringify(data) });
    this.dispatchEvent(message);
  }
  fail(): void {
    this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }
}
Reflect.set(globalThis, "EventSource", { CLOSED: 2 });

function stream(url = "/live/"): { opened: Source[]; heard: [string, unknown][]; live: LiveStream } {
  const opened: Source[] = [];
  const heard: [string, unknown][] = [];
  const target = new EventTarget();
  for (const name of ["live:conversation-42", "live:changed", "live:reset"]) {
    target.addEventListener(name, (event) => heard.push([name, (event as CustomEvent).detail]));
  }
  const live = new LiveStream(url, target, (address) => {
    opened.push(new Source(address));
    return opened.at(-1) as unknown as EventSource;
  });
  live.start();
  return { opened, heard, live };
}

test("each name becomes an event, all names one more", () => {
  const { opened, heard } = stream();
  opened[0]?.send("changed", "7-1", { names: ["conversation:42"] });
  assert.deepEqual(heard, [
    ["live:conversation-42", {}],
    ["live:changed", { names: ["conversation:42"] }],
  ]);
});

test("what changes while lists are being fetched is told at once, the later the longer that takes", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const now = mock.method(performance, "now", () => 1000);
  const { opened, heard, live } = stream();
  opened[0]?.send("changed", "7-1", { names: ["conversation:1"] });
  now.mock.mockImplementation(() => 1050);
  live.answered();
  opened[0]?.send("changed", "7-2", { names: ["conversation:2"] });
  opened[0]?.send("changed", "7-3", { names: ["conversation:3", "conversation:2"] });
  const told = (): unknown[] => heard.filter(([name]) => name === "live:changed").map(([, detail]) => detail);
  mock.timers.tick(1999);
  assert.deepEqual(told(), [{ names: ["conversation:1"] }]);
  mock.timers.tick(1);
  assert.deepEqual(told().slice(1), [{ names: ["conversation:2", "conversation:3"] }]);
  now.mock.restore();
  mock.timers.reset();
});

test("too much missed means reset", () => {
  const { opened, heard } = stream();
  opened[0]?.send("reset", "9-1");
  assert.deepEqual(heard, [["live:reset", {}]]);
});

test("a stream let go of goes on where it stopped", () => {
  const { opened, live } = stream("/live/?topic=conversation:42");
  opened[0]?.send("here", "7-3");
  live.stop();
  live.start();
  live.start();
  assert.deepEqual(
    opened.map((source) => source.url),
    ["/live/?topic=conversation:42", "/live/?topic=conversation:42&after=7-3"],
  );
});

test("a closed stream is opened again, ever later", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { opened } = stream();
  opened[0]?.fail();
  mock.timers.tick(1000);
  assert.equal(opened.length, 2);
  opened[1]?.fail();
  mock.timers.tick(1000);
  assert.equal(opened.length, 2);
  mock.timers.tick(1000);
  assert.equal(opened.length, 3);
  mock.timers.reset();
});
