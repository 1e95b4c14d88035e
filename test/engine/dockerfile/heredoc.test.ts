import { describe, expect, it } from "vitest";
import { dockerfile, instruction, problems } from "./parsed.ts";

describe("heredocs", () => {
  it("gives marker, body and ends", () => {
    const file = dockerfile("FROM alpine\nRUN <<EOF\necho a\n\n# kept\nEOF\nUSER app");
    const run = instruction(file, "RUN");
    const [heredoc] = run.heredocs;
    expect(heredoc && file.source.slice(heredoc.markerSpan)).toBe("<<EOF");
    expect(heredoc && file.source.slice(heredoc.bodySpan)).toBe("echo a\n\n# kept\n");
    expect(heredoc?.body.text).toBe("echo a\n\n# kept\n");
    expect(file.source.slice(run.headSpan)).toBe("RUN <<EOF");
    expect(file.source.slice(run.span)).toBe("RUN <<EOF\necho a\n\n# kept\nEOF");
    expect(file.comments).toEqual([]);
    expect(instruction(file, "USER").index).toBe(2);
  });

  it("takes leading tabs away where asked to, and leads back to the source", () => {
    const file = dockerfile("FROM alpine\nRUN <<-EOF\n\techo a\n\t\techo b\n\tEOF\n");
    const [heredoc] = instruction(file, "RUN").heredocs;
    expect(heredoc?.stripsTabs).toBe(true);
    expect(heredoc?.body.text).toBe("echo a\necho b\n");
    const start = heredoc?.body.text.indexOf("echo b") ?? -1;
    expect(file.source.text.slice(heredoc?.body.toSource(start)).startsWith("echo b\n")).toBe(true);
  });

  it("leaves carriage returns out of the body", () => {
    const file = dockerfile("FROM alpine\r\nRUN <<EOF\r\necho a\r\necho b\r\nEOF\r\nUSER app\r\n");
    const [heredoc] = instruction(file, "RUN").heredocs;
    expect(heredoc?.body.text).toBe("echo a\necho b\n");
    const start = heredoc?.body.text.indexOf("echo b") ?? -1;
    expect(heredoc && file.source.slice(heredoc.body.spanToSource({ start, end: start + 6 }))).toBe("echo b");
    expect(instruction(file, "USER").user?.text).toBe("app");
  });

  it.each([
    ["<<EOF", "EOF", true, 0],
    ["<<'EOF'", "EOF", false, 0],
    ['<<"EOF"', "EOF", false, 0],
    ["<<E'O'F", "EOF", false, 0],
    ["<<\\EOF", "EOF", true, 0],
    ["<< EOF", "EOF", true, 0],
    ["<<'two words'", "two words", false, 0],
    ["3<<EOF", "EOF", true, 3],
    ["<<$NAME", "$NAME", true, 0],
  ])("reads %s", (marker, name, isExpanded, fileDescriptor) => {
    const file = dockerfile(`FROM alpine\nRUN ${marker} cat\nbody\n${name}\nUSER app`);
    const [heredoc] = instruction(file, "RUN").heredocs;
    expect(heredoc).toMatchObject({ name, isExpanded, fileDescriptor, isTerminated: true });
    expect(heredoc && file.source.slice(heredoc.markerSpan)).toBe(marker);
    expect(file.problems).toEqual([]);
  });

  it("reads several, one after the other", () => {
    const file = dockerfile("FROM alpine\nCOPY <<one <<-two file /to/\n1\none\n\t2\n\ttwo\nUSER app");
    const copy = instruction(file, "COPY");
    expect(copy.heredocs.map(({ name, body }) => [name, body.text])).toEqual([
      ["one", "1\n"],
      ["two", "2\n"],
    ]);
    expect(copy.sources.map(({ text }) => text)).toEqual(["file"]);
    expect(copy.destination?.text).toBe("/to/");
    expect(file.problems).toEqual([]);
  });

  it.each(['RUN ["<<EOF"]', "RUN echo '<<EOF'", "RUN cat <<<EOF", "RUN echo $((1<<2))", "LABEL a=<<EOF", "USER <<EOF", "RUN cat<<EOF"])(
    "finds none in %s",
    (line) => {
      const file = dockerfile(`FROM alpine\n${line}\nWORKDIR /app`);
      expect(file.instructions.flatMap(({ heredocs }) => heredocs)).toEqual([]);
      expect(file.instructions.at(-1)?.keyword).toBe("WORKDIR");
    },
  );

  it("belongs to the trigger of an ONBUILD too", () => {
    const file = dockerfile("FROM alpine\nONBUILD COPY --chown=1 <<EOF /to\nbody\nEOF\nUSER app");
    const onbuild = instruction(file, "ONBUILD");
    expect(onbuild.trigger?.heredocs.map(({ body }) => body.text)).toEqual(["body\n"]);
    const { trigger } = onbuild;
    expect(trigger?.keyword === "COPY" && trigger.destination?.text).toBe("/to");
    expect(trigger?.keyword === "COPY" && trigger.sources).toEqual([]);
    expect(trigger && file.source.slice(trigger.span)).toBe("COPY --chown=1 <<EOF /to\nbody\nEOF");
    expect(file.problems).toEqual([]);
  });

  it("reports one that is never closed, on its marker", () => {
    expect(problems("FROM alpine\nRUN <<EOF\necho\n EOF\nUSER app")).toEqual(["unterminated-heredoc: <<EOF"]);
    expect(problems("FROM alpine\nCOPY <<A <<B /x\nA\n")).toEqual(["unterminated-heredoc: <<B"]);
    const file = dockerfile("FROM alpine\nRUN <<EOF\nthe rest\nof the file");
    expect(instruction(file, "RUN").heredocs[0]).toMatchObject({ isTerminated: false });
    expect(instruction(file, "RUN").heredocs[0]?.body.text).toBe("the rest\nof the file");
    expect(instruction(file, "RUN").span.end).toBe(file.source.text.length);
  });

  it("reports one as destination", () => {
    expect(problems("FROM alpine\nCOPY a <<EOF\nEOF")).toEqual(["instruction-arguments: <<EOF"]);
  });
});
