import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/plain-http.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/plain-http", () => {
  it.each([
    ["curl", "RUN curl -O http://a.example/b", ["2:13"]],
    ["an address in quotes", 'RUN wget "http://a.example/b"', ["2:11"]],
    ["git", "RUN git clone http://a.example/b.git", ["2:15"]],
    ["pip's index", "RUN pip install -i http://a.example/simple b", ["2:20"]],
    ["pip's index as one word", "RUN pip install --index-url=http://a.example/simple b", ["2:29"]],
    ["npm's registry", "RUN npm config set registry http://a.example/", ["2:29"]],
    ["a package", "RUN rpm -i http://a.example/b.rpm", ["2:12"]],
    ["a repository of dnf", "RUN dnf config-manager --add-repo http://a.example/b.repo", ["2:35"]],
    ["a package of Debian that is downloaded by hand", "RUN curl -O http://deb.debian.org/b.deb", ["2:13"]],
    ["ADD", "ADD http://a.example/b /b", ["2:5"]],
    ["an index in ENV", "ENV PIP_INDEX_URL=http://a.example/simple", ["2:19"]],
    ["a mirror in ARG", 'ARG NODE_MIRROR="http://a.example/node"', ["2:18"]],
    ["a registry for npm", "ENV npm_config_registry http://a.example/", ["2:25"]],
    ["a trigger", "ONBUILD RUN curl -O http://a.example/b", ["2:21"]],
    ["lines", "RUN true \\\n  # x\n  && curl -O \\\n  http://a.example/b", ["5:3"]],
    ["Windows line breaks", "RUN curl -O \\\r\n  http://a.example/b\r", ["3:3"]],
    ["a heredoc", "RUN <<EOF\nset -e\ncurl -O http://a.example/b\nEOF", ["4:9"]],
    ["exec form", 'RUN ["curl", "-O", "http://a.example/b"]', ["2:21"]],
    ["a script in quotes", "RUN sh -c 'curl -O http://a.example/b'", ["2:20"]],
  ])("reports %s", (_, text, at) => {
    const first = text.includes("\r") ? "FROM debian:13\r\n" : "FROM debian:13\n";
    expect(places(rule, `${first}${text}\n`)).toEqual(at);
    expectLawfulFixes(rule, `${first}${text}\n`);
  });

  it("reports an ARG before FROM", () => {
    expect(places(rule, "ARG NPM_REGISTRY=http://a.example/\nFROM debian:13\n")).toEqual(["1:18"]);
  });

  it.each([
    ["https", "RUN curl -O https://a.example/b"],
    ["the machine itself", "RUN curl -O http://localhost:8080/b && wget http://127.0.0.1/b && curl http://[::1]/b"],
    ["a name without a dot", "RUN curl -O http://nexus:8081/b"],
    ["a private network", "RUN curl -O http://10.1.2.3/b && curl -O http://files.internal/b && wget http://172.16.0.1/b"],
    ["the cloud's own address", "RUN curl http://169.254.169.254/latest/meta-data"],
    ["an unknown host", "RUN curl -O http://$HOST/b"],
    ["Debian's lists", 'RUN echo "deb http://deb.debian.org/debian trixie main" > /etc/apt/sources.list'],
    ["Ubuntu's archive as a mirror", "ARG UBUNTU_MIRROR=http://archive.ubuntu.com/ubuntu"],
    ["Debian's snapshots", "ENV SNAPSHOT_MIRROR=http://snapshot.debian.org/archive"],
    ["another mirror of Debian", "ARG MIRROR=http://ftp.a.example/debian"],
    ["Alpine's repositories", "RUN apk add --no-cache --repository http://dl-cdn.alpinelinux.org/alpine/edge/main b"],
    ["a checksum in the same RUN", "RUN curl -O http://a.example/b && echo x | sha256sum -c"],
    ["a checksum of ADD", "ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d http://a.example/b /b"],
    ["a proxy of curl", "RUN curl -x http://proxy.example.com:3128 -O https://a.example/b"],
    ["a proxy of npm", "RUN npm config set proxy http://proxy.example.com:3128"],
    ["a proxy of git", "RUN git config --global http.proxy http://proxy.example.com"],
    ["a proxy of pip", "RUN pip install --proxy=http://proxy.example.com b"],
    ["proxies in ENV", "ENV http_proxy=http://proxy.example.com HTTPS_PROXY=http://proxy.example.com"],
    ["settings of the program", "ENV API_URL=http://api.example.com"],
    ["labels", "LABEL org.opencontainers.image.url=http://a.example"],
    ["a namespace of XML", `RUN echo '<project xmlns="http://maven.apache.org/POM/4.0.0">' > pom.xml`],
    ["a replacement", "RUN sed -i 's#http://a.example#https://a.example#' /etc/apt/sources.list"],
    ["a referrer", "RUN curl -e http://a.example -O https://b.example/c"],
    ["a health check", "HEALTHCHECK CMD curl http://a.example"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, `FROM debian:13\n${text}\n`)).toEqual([]);
  });

  it("is a hint where one develops", () => {
    expect(run(rule, "FROM debian:13 AS dev\nRUN curl -O http://a.example/b\n").map(({ severity }) => severity)).toEqual(["hint"]);
  });
});
