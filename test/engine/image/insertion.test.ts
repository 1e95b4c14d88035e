import { describe, expect, it } from "vitest";
import {
  insertInstructions,
  type Place,
  placeBeforeFiles,
  placeForHealthcheck,
  placeForUser,
} from "../../../server/engine/image/insertion.ts";
import type { Stage } from "../../../server/engine/languages/dockerfile/model.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { lastStage } from "./stage.ts";

function put(text: string, place: (stage: Stage) => Place, instructions: string): string {
  const stage = lastStage(text);
  return applyEdits(text, [insertInstructions(stage, place(stage), instructions)]);
}

describe("the place of USER", () => {
  it.each([
    ["FROM a\nCOPY . .\nCMD x\n", "FROM a\nCOPY . .\nUSER u\nCMD x\n"],
    [
      "FROM a\nCOPY . .\nEXPOSE 80\n\n# starts it\nENTRYPOINT y\nCMD x\n",
      "FROM a\nCOPY . .\nEXPOSE 80\n\nUSER u\n# starts it\nENTRYPOINT y\nCMD x\n",
    ],
    ["FROM a\nCMD x\nRUN y\n", "FROM a\nCMD x\nRUN y\nUSER u\n"],
    ["FROM a\nRUN y\nHEALTHCHECK CMD z\nCMD x\n", "FROM a\nRUN y\nUSER u\nHEALTHCHECK CMD z\nCMD x\n"],
    ["FROM a\n", "FROM a\nUSER u\n"],
    ["FROM a", "FROM a\nUSER u"],
    ["FROM a\nRUN x \\\n  y", "FROM a\nRUN x \\\n  y\nUSER u"],
    ["FROM a\r\nRUN x\r\nCMD y\r\n", "FROM a\r\nRUN x\r\nUSER u\r\nCMD y\r\n"],
    ["FROM a\n  RUN x\n  CMD y\n", "FROM a\n  RUN x\n  USER u\n  CMD y\n"],
    ["FROM a\nRUN <<EOF\nx\nEOF\n", "FROM a\nRUN <<EOF\nx\nEOF\nUSER u\n"],
    ["FROM a AS b\nCMD q\nFROM b\nCOPY . .\nCMD x\n", "FROM a AS b\nCMD q\nFROM b\nCOPY . .\nUSER u\nCMD x\n"],
  ])("%j", (text, expected) => {
    expect(put(text, placeForUser, "USER u")).toBe(expected);
  });
});

describe("other places", () => {
  it("puts HEALTHCHECK in front of what ends the stage", () => {
    expect(put("FROM a\nUSER u\nENTRYPOINT y\nCMD x\n", placeForHealthcheck, "HEALTHCHECK CMD z")).toBe(
      "FROM a\nUSER u\nHEALTHCHECK CMD z\nENTRYPOINT y\nCMD x\n",
    );
    expect(put("FROM a\nCMD x\nUSER u\n", placeForHealthcheck, "HEALTHCHECK CMD z")).toBe("FROM a\nCMD x\nUSER u\nHEALTHCHECK CMD z\n");
    expect(put("FROM a\nCMD x\nFROM b\n", placeForHealthcheck, "HEALTHCHECK CMD z")).toBe("FROM a\nCMD x\nFROM b\nHEALTHCHECK CMD z\n");
  });

  it("puts what files depend on in front of them", () => {
    expect(put("FROM a\nWORKDIR /x\nCOPY . .\nRUN y\n", placeBeforeFiles, "RUN z")).toBe("FROM a\nWORKDIR /x\nRUN z\nCOPY . .\nRUN y\n");
  });

  it("moves placeholders along with indentation and line breaks", () => {
    const text = "FROM a\r\n  CMD x\r\n";
    const stage = lastStage(text);
    const edit = insertInstructions(stage, placeForUser(stage), "RUN a \\\n    && b\nUSER u", [
      { start: 12, end: 13 },
      { start: 22, end: 23 },
    ]);
    expect(edit.text).toBe("  RUN a \\\r\n      && b\r\n  USER u\r\n");
    expect(edit.placeholders?.map(({ start, end }) => edit.text.slice(start, end))).toEqual(["&", "u"]);
  });
});
