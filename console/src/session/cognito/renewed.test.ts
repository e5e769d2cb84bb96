import { describe, expect, it } from "vitest";
import { renewed } from "./renewed";

const MINUTE = 60_000;

/** A source of numbered things that are good for an hour, and a clock to move. */
function source() {
  const clock = { now: 0 };
  let count = 0;
  const ask = () => Promise.resolve({ number: ++count, expiresAt: clock.now + 60 * MINUTE });
  return { clock, ask, get: renewed(ask, null, () => clock.now) };
}

describe("what runs out", () => {
  it("is asked for once while it is good", async () => {
    const { clock, get } = source();
    await get();
    clock.now = 54 * MINUTE;
    expect((await get()).number).toBe(1);
  });

  it("is asked for again before it is over", async () => {
    const { clock, get } = source();
    await get();
    clock.now = 56 * MINUTE;
    expect((await get()).number).toBe(2);
  });

  it("is asked for once by all who need it at once", async () => {
    const { get } = source();
    const given = await Promise.all([get(), get(), get()]);
    expect(given.map((each) => each.number)).toEqual([1, 1, 1]);
  });

  it("is asked for anew after it could not be had", async () => {
    let attempts = 0;
    const get = renewed(() =>
      ++attempts === 1
        ? Promise.reject(new Error("not now"))
        : Promise.resolve({ expiresAt: Date.now() + 60 * MINUTE }),
    );
    await expect(get()).rejects.toThrow("not now");
    await get();
    expect(attempts).toBe(2);
  });

  it("begins with what is there already", async () => {
    const { clock, ask } = source();
    const get = renewed(ask, { number: 0, expiresAt: 60 * MINUTE }, () => clock.now);
    expect((await get()).number).toBe(0);
  });
});
