import { describe, expect, it } from "vitest";
import { dockerfile, problems } from "./parsed.ts";

describe("syntax problems", () => {
  it.each([
    // Keywords and their order.
    ["FROM a\nRNU x", ["unknown-instruction: RNU"]],
    ["FROM a\nRUN x \\\n  y\n\n  z", ["unknown-instruction: z"]],
    ["RUN x\nUSER y\nFROM a", ["first-instruction: RUN"]],
    ["ARG A\nLABEL a=b\nFROM a", ["first-instruction: LABEL"]],
    // Arguments.
    ["FROM", ["instruction-arguments: FROM"]],
    ["FROM a b", ["instruction-arguments: a b"]],
    ["FROM a AS b c", ["instruction-arguments: a AS b c"]],
    ["FROM a AS 1b", ["invalid-stage-name: 1b"]],
    ["FROM a AS $B", ["invalid-stage-name: $B"]],
    ["FROM a\nCOPY x", ["instruction-arguments: x"]],
    ["FROM a\nCOPY --from=b", ["instruction-arguments: COPY"]],
    ["FROM a\nENV A", ["instruction-arguments: A"]],
    ["FROM a\nENV A=1 B", ["instruction-arguments: B"]],
    ["FROM a\nENV A=two words", ["instruction-arguments: words"]],
    ["FROM a\nLABEL =x", ["instruction-arguments: =x"]],
    ['FROM a\nENV A="b', ['instruction-arguments: "b']],
    ["FROM a\nCOPY it's /x", ["instruction-arguments: it's"]],
    ["FROM a\nENV A=${B^^}", ["instruction-arguments: ${B^^}"]],
    ["FROM a\nENV A=${B:=c}", ["instruction-arguments: ${B:=c}"]],
    ["FROM ${A:b}", ["instruction-arguments: ${A:b}"]],
    ["FROM a\nCOPY ${A b/", ["instruction-arguments: ${A"]],
    ['FROM a\nWORKDIR "${A}/b', ['instruction-arguments: "${A}/b']],
    ["FROM a\nLABEL a=${B%%.*} b=${C//a/b} c=$(x) d=${1} e=${D:?x} f=${E-${F+g}}\nRUN echo ${X^^}", []],
    ["FROM a\nENV A=$B' c", []],
    ['FROM a\nVOLUME ["/a", ""]', ['instruction-arguments: ""']],
    ["FROM a\nWORKDIR", ["instruction-arguments: WORKDIR"]],
    ["FROM a\nHEALTHCHECK curl localhost", ["instruction-arguments: curl"]],
    ["FROM a\nHEALTHCHECK CMD", ["instruction-arguments: CMD"]],
    ["FROM a\nHEALTHCHECK NONE now", ["instruction-arguments: now"]],
    // Forms.
    ["FROM a\nSHELL bash -c", ["shell-json-form: bash -c"]],
    ['FROM a\nCMD ["a", 1]', ['invalid-exec-form: ["a", 1]']],
    ["FROM a\nHEALTHCHECK CMD [1]", ["invalid-exec-form: CMD [1]"]],
    // Flags.
    ["FROM a\nCOPY --form=b c d", ["unknown-flag: form"]],
    ["FROM a\nCOPY --FROM=b c d", ["unknown-flag: FROM"]],
    ["FROM a\nADD --from=b c d", ["unknown-flag: from"]],
    ["FROM a\nRUN --mounts=type=cache x", ["unknown-flag: mounts"]],
    ["FROM a\nCMD --x", ["unknown-flag: x"]],
    ["FROM a\nCOPY --link=yes a b", ["invalid-flag: yes"]],
    ["FROM a\nCOPY --from b c", ["invalid-flag: --from"]],
    ["FROM a\nCOPY --chown=a --chown=b c d", ["invalid-flag: --chown=b"]],
    ["FROM a\nRUN --network=hots x", ["invalid-flag: hots"]],
    ["FROM a\nRUN --security=none x", ["invalid-flag: none"]],
    // Health checks.
    ["FROM a\nHEALTHCHECK --interval=30 CMD x", ["invalid-healthcheck-option: 30"]],
    ["FROM a\nHEALTHCHECK --timeout=10us CMD x", ["invalid-healthcheck-option: 10us"]],
    ["FROM a\nHEALTHCHECK --retries=-1 CMD x", ["invalid-healthcheck-option: -1"]],
    ["FROM a\nHEALTHCHECK --retries=some CMD x", ["invalid-healthcheck-option: some"]],
    // Mounts.
    ["FROM a\nRUN --mount=type=cach,target=/x y", ["invalid-mount: cach"]],
    ["FROM a\nRUN --mount=type=cache,tagret=/x y", ["invalid-mount: tagret"]],
    ["FROM a\nRUN --mount=type=cache,target=/x,sharing=lock y", ["invalid-mount: lock"]],
    ["FROM a\nRUN --mount=type=bind,target=/x,mode=0755 y", ["invalid-mount: mode"]],
    ["FROM a\nRUN --mount=type=secret y", ["invalid-mount: --mount=type=secret"]],
    ["FROM a\nRUN --mount=type=secret,id=a,src=b y", ["invalid-mount: --mount=type=secret,id=a,src=b"]],
    ["ARG B\nFROM a\nRUN --mount=from=$B,target=/x y", ["invalid-mount: $B"]],
    ["FROM a\nRUN --mount=type=cache,target=/x,readonly=yes y", ["invalid-mount: yes"]],
    ["FROM a\nRUN --mount=type=secret,id=a,required=maybe y", ["invalid-mount: maybe"]],
    ["FROM a\nRUN --mount=type=bind,target=/x,sharing=locked y", ["invalid-mount: sharing"]],
    ["FROM a\nRUN --mount=type=cache,target=/x,size=10m y", ["invalid-mount: size"]],
    ["FROM a\nRUN --mount=type=tmpfs,target=/x,uid=1 y", ["invalid-mount: uid"]],
    ["FROM a\nONBUILD RUN --mount=type=cach,target=/x y", ["invalid-mount: cach"]],
    ["FROM a\nONBUILD COPY --form=b c d", ["unknown-flag: form"]],
    // Triggers.
    ["FROM a\nONBUILD FROM b", ["forbidden-onbuild-trigger: FROM"]],
    ["FROM a\nONBUILD ONBUILD RUN x", ["forbidden-onbuild-trigger: ONBUILD"]],
    ["FROM a\nONBUILD COPY x", ["instruction-arguments: x"]],
    ["FROM a\nONBUILD RNU x", ["unknown-instruction: RNU"]],
  ])("%j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it.each([
    "FROM a\nRUN <<EOF\nEOF",
    "FROM a\nARG A B=1 C",
    "FROM a\nADD --unpack=true --keep-git-dir=false x y",
    "FROM a\nADD --checksum=sha256:abc https://a.example/b /c",
    "FROM a\nCOPY --parents --exclude=*.md --exclude=*.txt --link --chmod=u+x --chown=1:1 a b",
    "FROM a\nRUN --device=vendor.example/class=all --network=host --security=insecure x",
    "FROM a\nHEALTHCHECK --interval=0s --timeout=0 --retries=0 --start-period=0s --start-interval=0s CMD x",
    "FROM a\nHEALTHCHECK --interval=$I --retries=${R} CMD x",
    "FROM a\nRUN --mount=type=$T,target=$X,sharing=$S,mode=$M x",
    "FROM a\nRUN --network=$N x",
    "FROM a\nSTOPSIGNAL $S\nSTOPSIGNAL RTMIN+3\nSTOPSIGNAL 9",
    "ARG V\nFROM ${V%%.*}",
    "FROM a AS b\nFROM c AS b",
    "FROM a\nEXPOSE $PORT 80-90/tcp",
    "FROM a\nCMD [ -f x ]\nCMD ['a']",
    "FROM a\nENV A=$B'x' C=\"$(d)\"",
    "FROM a\nRUN --mount=type=secret,id=a,env=B --mount=type=ssh x",
    "FROM a\nRUN --mount=type=secret,source=a --mount=type=secret,target=/b --mount=type=ssh,uid=1,gid=1,mode=0400 x",
    "FROM a\nRUN --mount=type=tmpfs,target=/x,size=10m --mount=type=cache,target=/c,uid=1,mode=0755,sharing=private y",
    "FROM a AS Build\nFROM BUILD",
    "FROM a\nMAINTAINER it's me",
    "from a\nrun x",
    "ARG A\nARG B=1",
    "",
  ])("says nothing of %j", (text) => {
    expect(problems(text)).toEqual([]);
  });

  it("suggests what was meant, for the place it reports", () => {
    const suggested = (text: string): (string | undefined)[] => dockerfile(text).problems.map(({ suggestion }) => suggestion);
    expect(suggested("FROM a\nRNU x")).toEqual(["RUN"]);
    expect(suggested("FROM a\nXYZZY x")).toEqual([undefined]);
    expect(suggested("FROM a\nCOPY --form=b c d")).toEqual(["from"]);
    expect(suggested("FROM a\nCOPY --FROM=b c d")).toEqual(["from"]);
    expect(suggested("FROM a\nRUN --mount=type=cach,target=/x y")).toEqual(["cache"]);
    expect(suggested("FROM a\nRUN --mount=type=cache,tagret=/x y")).toEqual(["target"]);
    expect(suggested("FROM a\nRUN --network=hots x")).toEqual(["host"]);
    expect(suggested("FROM a AS my/Stage")).toEqual(["my-stage"]);
    expect(suggested("FROM a\nSHELL bash -c")).toEqual(['["bash", "-c"]']);
    expect(suggested("FROM a\nSHELL ['bash', '-c']")).toEqual(['["bash", "-c"]']);
  });

  it("is mended by what it suggests", () => {
    for (const text of [
      "FROM a\nRNU x",
      "FROM a\nCOPY --form=b c d",
      "FROM a\nRUN --mount=type=cach,tagret=/x y",
      "FROM a AS 1b",
      "FROM a\nSHELL bash",
    ]) {
      let mended = text;
      for (const { span, suggestion } of dockerfile(text).problems.toReversed()) {
        if (suggestion !== undefined) mended = mended.slice(0, span.start) + suggestion + mended.slice(span.end);
      }
      expect(problems(mended)).toEqual([]);
    }
  });

  it("is told in at most two sentences without path or shouting", () => {
    for (const text of ["FROM a\nRNU x", "RUN x", "FROM a\nRUN <<EOF", "FROM a\nONBUILD COPY x"]) {
      for (const { message } of dockerfile(text).problems) expect(message).toMatch(/^[^.!]+(?:`[^`]*`[^.!]*)*\.(?: [^!]+[.?])?$/);
    }
  });

  it("are those of the file at hand, whatever was read before", () => {
    const instruction = 'ENV A="C:\\"\n';
    expect(problems(`# escape=\`\nFROM a\n${instruction}`)).toEqual([]);
    expect(problems(`FROM a\n${instruction}`)).toHaveLength(1);
    expect(problems(`# escape=\`\nFROM a\n${instruction}`)).toEqual([]);
    const heredoc = "FROM a\nRUN <<EOF\necho\n";
    expect(problems(`${heredoc}EOF\n`)).toEqual([]);
    expect(problems(heredoc)).toEqual(["unterminated-heredoc: <<EOF"]);
    expect(problems("USER b\nFROM a\n")).toEqual(["first-instruction: USER"]);
    expect(problems("FROM a\nUSER b\n")).toEqual([]);
    expect(problems("USER b\nFROM a\n")).toEqual(["first-instruction: USER"]);
  });
});
