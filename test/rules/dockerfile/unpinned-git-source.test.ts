import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unpinned-git-source.ts";
import { places, run } from "../support.ts";

describe("dockerfile/unpinned-git-source", () => {
  it.each([
    ["a clone", "RUN git clone https://a.example/b.git", ["2:15"]],
    ["a shallow one", "RUN git clone --depth 1 https://a.example/b", ["2:25"]],
    ["one by SSH", "RUN git clone git@a.example:b/c.git /src", ["2:15"]],
    ["a branch", "RUN git clone --branch main https://a.example/b", ["2:29"]],
    ["a branch in short", "RUN git clone -b master https://a.example/b", ["2:25"]],
    ["a branch as one word", "RUN git clone --branch=develop https://a.example/b", ["2:32"]],
    ["submodules, which are of its commit", "RUN git clone --recursive https://a.example/b", ["2:27"]],
    ["options of Git", "RUN git -c http.postBuffer=1 clone https://a.example/b", ["2:36"]],
    ["a checkout of a branch", "RUN git clone https://a.example/b && cd b && git checkout main", ["2:15"]],
    ["a checkout before", "RUN git checkout v1 && git clone https://a.example/b", ["2:34"]],
    ["the second of two", "RUN git clone -b v1 https://a.example/a && git clone https://a.example/b", ["2:54"]],
    ["a part of the address in a variable", "RUN git clone https://a.example/$NAME.git", ["2:15"]],
    ["submodules that are fetched", "RUN git clone https://a.example/b && git -C b submodule update --init", ["2:15"]],
    ["pip", "RUN pip install git+https://a.example/b.git", ["2:17"]],
    ["pip with a branch", "RUN pip install 'b @ git+https://a.example/b.git@main'", ["2:17"]],
    ["pip by SSH", "RUN pip install --no-cache-dir git+ssh://git@a.example/b.git#egg=b", ["2:32"]],
    ["ADD", "ADD https://a.example/b.git /src", ["2:5"]],
    ["ADD of a branch", "ADD https://a.example/b.git#main /src", ["2:5"]],
    ["ADD of a folder of a branch", "ADD https://a.example/b.git#main:docs /src", ["2:5"]],
    ["ADD of a branch in the query", "ADD https://a.example/b.git?branch=main /src", ["2:5"]],
    ["ADD of a folder alone", "ADD git@a.example:b/c.git#:docs /src", ["2:5"]],
    ["a trigger", "ONBUILD RUN git clone https://a.example/b", ["2:23"]],
    ["lines", "RUN true \\\n  # x\n  && git clone \\\n  https://a.example/b", ["5:3"]],
    ["a heredoc", "RUN <<EOF\nset -e\ngit clone https://a.example/b\nEOF", ["4:11"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, `FROM debian:13\n${text}\n`)).toEqual(at);
  });

  it.each([
    ["a tag", "RUN git clone --branch v1.4.2 https://a.example/b"],
    ["a tag in short", "RUN git clone -b v1.4.2 https://a.example/b"],
    ["a version in a variable", 'RUN git clone --branch "$VERSION" https://a.example/b'],
    ["a revision", "RUN git clone --revision=refs/tags/v1 https://a.example/b"],
    ["a revision as two words", "RUN git clone --revision refs/tags/v1 https://a.example/b"],
    ["a checkout", "RUN git clone https://a.example/b && cd b && git checkout 3f78685"],
    ["a checkout by folder", "RUN git clone https://a.example/b && git -C b checkout $COMMIT"],
    ["a reset", "RUN git clone https://a.example/b && cd b && git reset --hard 3f78685"],
    ["a fetch of a commit", "RUN git clone https://a.example/b && cd b && git fetch origin 3f78685"],
    ["a checkout in a later RUN", "RUN git clone https://a.example/b /b\nWORKDIR /b\nRUN git checkout v1"],
    ["an unknown address", "RUN git clone $REPO /b"],
    ["options in a variable", "RUN git clone $OPTIONS https://a.example/b"],
    ["pip with a tag", "RUN pip install git+https://a.example/b.git@v1.4.2#egg=b"],
    ["pip with a version in a variable", "RUN pip install git+https://a.example/b@${V}"],
    ["pip with an index", "RUN pip install b"],
    ["a folder", "RUN git clone /src /b && git clone . /c"],
    ["another call", "RUN git config --global user.name a && git init"],
    ["ADD of a tag", "ADD https://a.example/b.git#v1.4.2 /src"],
    ["ADD of a tag in the query", "ADD https://a.example/b.git?tag=v1.4.2 /src"],
    ["ADD of a variable", "ADD https://a.example/b.git#$VERSION /src"],
    ["ADD with the commit", "ADD --checksum=3f78685 https://a.example/b.git#main /src"],
    ["ADD of a file", "ADD https://a.example/b.tar.gz /src"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, `FROM debian:13\n${text}\n`)).toEqual([]);
  });

  it("is a hint where one develops", () => {
    expect(run(rule, "FROM debian:13 AS dev\nRUN git clone https://a.example/b\n").map(({ severity }) => severity)).toEqual(["hint"]);
  });
});
