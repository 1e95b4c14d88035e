import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Piece } from "../../../server/engine/languages/compose/expanded-text.ts";
import { readShortMount } from "../../../server/engine/languages/compose/mounts.ts";

function show(piece: Piece<string>): string {
  if (piece.state !== "known") return piece.state === "unknown" ? "?" : "-";
  return piece.isDefault ? `~${piece.value}` : piece.value;
}

function outline(text: string): string {
  const { kind, source, target, options } = readShortMount(text);
  return [kind, show(source), show(target), ...options.map(({ name }) => name)].join(" ");
}

describe("volumes in the short syntax", () => {
  it.each([
    ["/data", "anonymous - /data"],
    ["data:/var/lib", "volume data /var/lib"],
    ["data:/var/lib:nocopy", "volume data /var/lib nocopy"],
    ["./src:/app:ro,z", "bind ./src /app ro z"],
    ["../src:/app", "bind ../src /app"],
    [".:/app", "bind . /app"],
    ["~/x:/app", "bind ~/x /app"],
    ["/var/run/docker.sock:/var/run/docker.sock", "bind /var/run/docker.sock /var/run/docker.sock"],
    ["C:\\x:/y", "bind C:\\x /y"],
    ["C:\\source\\foo:D:\\target:ro,rprivate", "bind C:\\source\\foo D:\\target ro rprivate"],
    ["c:/windows:d:", "bind c:/windows d:"],
    ["\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\inside", "bind \\\\.\\pipe\\docker_engine \\\\.\\pipe\\inside"],
    ["d:\\path", "anonymous - d:\\path"],
    ["/a", "anonymous - /a"],
    // Variables.
    ["${DATA:-./data}:/data", "bind ~./data /data"],
    ["${DATA:-data}:/data", "volume ~data /data"],
    ["${DATA}:/data", "unknown ? /data"],
    ["${DATA}/pg:/data:ro", "bind ? /data ro"],
    ["${PWD}:/app", "bind ? /app"],
    ["$HOME/.ssh:/root/.ssh", "bind ? /root/.ssh"],
    ["./${X}:/app", "bind ? /app"],
    ["data_${X}:/app", "volume ? /app"],
    ["data:${TARGET}", "volume data ?"],
    ["${VOLUME}", "unknown ? ?"],
    ["${VOLUME}:ro", "unknown ? ? ro"],
    ["/data/${X}", "anonymous - ?"],
    ["${SOURCE:-/a:/b}", "bind ~/a ~/b"],
    ["./a:/b:${MODE}", "bind ./a /b"],
  ])("`%s`", (text, expected) => {
    expect(outline(text)).toBe(expected);
    expect(readShortMount(text).problems).toEqual([]);
  });

  it("say whether they can be written to", () => {
    expect(["a1:/b", "a1:/b:ro", "a1:/b:ro,rw", "a1:/b:z,ro"].map((text) => readShortMount(text).isReadOnly)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it.each([
    ["", "empty-part"],
    [":/foo", "empty-part"],
    ["/foo::ro", "empty-part"],
    ["/foo:/bar:", "empty-part"],
    ["/foo:/foo:ro:foo", "too-many-parts"],
  ])("`%s`: %s", (text, kind) => {
    expect(readShortMount(text).problems.map((problem) => problem.kind)).toEqual([kind]);
  });

  it("have their places", () => {
    const text = "${A:-./x}:/data:ro,z";
    const { source, target, options } = readShortMount(text);
    expect([source, target, ...options].map(({ span }) => text.slice(span.start, span.end))).toEqual(["${A:-./x}", "/data", "ro", "z"]);
  });

  it("are read whatever the text", () => {
    const pieces = fc.constantFrom(":", "/", ".", "a", "C:\\", "ro", ",", "${A}", "${B:-./x:/y}", "${C:-}", "$", "${", "\uFFFC");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (list) => {
        const text = list.join("");
        const { source, target, options, problems } = readShortMount(text);
        for (const { span } of [source, target, ...options, ...problems]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(text.length);
        }
      }),
    );
  });
});
