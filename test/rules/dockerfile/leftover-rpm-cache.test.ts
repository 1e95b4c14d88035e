import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/leftover-rpm-cache.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/leftover-rpm-cache", () => {
  it.each([
    ["dnf", "FROM fedora:43\nRUN dnf install -y nginx\n", ["2:5"]],
    ["cleaning before the last install", "FROM fedora:43\nRUN dnf install -y a && dnf clean all && dnf install -y b\n", ["2:42"]],
    ["zypper", "FROM opensuse/leap:15.6\nRUN zypper -n install nginx\n", ["2:5"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["cleaned", "FROM fedora:43\nRUN dnf install -y nginx && dnf clean all\n"],
    ["deleted", "FROM fedora:43\nRUN dnf install -y nginx && rm -rf /var/cache/dnf\n"],
    ["deleted as a list", "FROM fedora:43\nRUN yum install -y nginx && rm -rf /var/cache/{yum,dnf}\n"],
    ["a cache mount", "FROM fedora:43\nRUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y nginx\n"],
    ["a cache mount of dnf 4", "FROM rockylinux:9\nRUN --mount=type=cache,target=/var/cache/dnf dnf install -y nginx\n"],
    ["zypper's own word", "FROM opensuse/leap:15.6\nRUN zypper -n install nginx && zypper cc -a\n"],
    ["a builder", "FROM fedora:43 AS build\nRUN dnf install -y gcc\nFROM scratch\nCOPY --from=build /x /x\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
