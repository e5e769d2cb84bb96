import { describe, expect, test } from "vitest";
import { preferencesOf } from "./kept";

const COLUMNS = [{ id: "id" }, { id: "value" }, { id: "tags", isHiddenAtFirst: true }];

describe("preferences of a list", () => {
  test("are those of the list at first", () => {
    expect(preferencesOf(null, COLUMNS)).toEqual({
      pageSize: 20,
      contentDensity: "comfortable",
      contentDisplay: [
        { id: "id", visible: true },
        { id: "value", visible: true },
        { id: "tags", visible: false },
      ],
    });
  });

  test("stay as they were chosen", () => {
    const chosen = {
      pageSize: 50,
      wrapLines: true,
      contentDisplay: [
        { id: "value", visible: false },
        { id: "id", visible: true },
        { id: "tags", visible: true },
      ],
    };
    expect(preferencesOf(JSON.stringify(chosen), COLUMNS)).toMatchObject(chosen);
  });

  test("lose a column that is gone, and end with the ones that are new", () => {
    const contentDisplay = [
      { id: "gone", visible: true },
      { id: "value", visible: true },
    ];
    expect(preferencesOf(JSON.stringify({ contentDisplay }), COLUMNS).contentDisplay).toEqual([
      { id: "value", visible: true },
      { id: "id", visible: true },
      { id: "tags", visible: false },
    ]);
  });

  test.each(["no JSON", "null", "5", '{"contentDisplay": 5}'])(
    "count for nothing as %s",
    (text) => {
      expect(preferencesOf(text, COLUMNS)).toEqual(preferencesOf(null, COLUMNS));
    },
  );
});
