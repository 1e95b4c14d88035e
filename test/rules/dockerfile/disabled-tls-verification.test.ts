import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/disabled-tls-verification.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/disabled-tls-verification", () => {
  it.each([
    ["curl", "FROM debian:13-slim\nRUN curl -k https://a.example\n", ["2:10"]],
    ["curl among letters", "FROM debian:13-slim\nRUN curl -fsSkL https://a.example\n", ["2:10"]],
    ["curl in words", "FROM debian:13-slim\nRUN curl --insecure -o a https://a.example\n", ["2:10"]],
    ["wget", "FROM debian:13-slim\nRUN wget --no-check-certificate https://a.example\n", ["2:10"]],
    ["git", "FROM debian:13-slim\nRUN git -c http.sslVerify=false clone https://a.example\n", ["2:12"]],
    ["git's settings", "FROM debian:13-slim\nRUN git config --global http.sslverify false\n", ["2:25"]],
    ["npm", "FROM node:24-trixie\nRUN npm config set strict-ssl false\n", ["2:20"]],
    ["pip", "FROM python:3.14\nRUN pip install --trusted-host a.example b\n", ["2:17"]],
    ["dnf", "FROM fedora:43\nRUN dnf install -y --setopt=sslverify=0 a\n", ["2:20"]],
    ["ENV", "FROM node:24-trixie\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n", ["2:5"]],
    [
      "each of the variables",
      "FROM a:1\nENV PYTHONHTTPSVERIFY=0 NPM_CONFIG_STRICT_SSL=false GIT_SSL_NO_VERIFY=1 PIP_TRUSTED_HOST=a.example\n",
      ["2:5", "2:25", "2:53", "2:73"],
    ],
    ["an argument", "FROM a:1\nARG GIT_SSL_NO_VERIFY=true\n", ["2:5"]],
    ["Yarn", "FROM node:24-trixie\nRUN yarn config set strict-ssl false\n", ["2:21"]],
    ["yum", "FROM a:1\nRUN yum -y --setopt=a.sslverify=false install b\n", ["2:12"]],
    ["a trigger", "FROM a:1\nONBUILD RUN curl -k https://a.example\n", ["2:18"]],
    ["lines", "FROM a:1\r\nRUN curl \\\r\n  --insecure \\\r\n  https://a.example\r\n", ["3:3"]],
    ["a heredoc", "FROM a:1\nRUN <<EOF\nset -e\ncurl -k https://a.example\nEOF\n", ["4:6"]],
    ["a variable in front", "FROM debian:13-slim\nRUN GIT_SSL_NO_VERIFY=true git clone https://a.example\n", ["2:28"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["curl", "FROM debian:13-slim\nRUN curl -fsSL -o k https://a.example\n"],
    ["a value that begins like it", "FROM debian:13-slim\nRUN curl -okey https://a.example\n"],
    ["the machine itself", "FROM debian:13-slim\nRUN curl -k https://localhost:8443/health\n"],
    ["a health check", "FROM debian:13-slim\nHEALTHCHECK CMD curl -k https://a.example\n"],
    [
      "the check switched on",
      "FROM debian:13-slim\nRUN git config http.sslVerify true && npm config set strict-ssl true\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\n",
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
