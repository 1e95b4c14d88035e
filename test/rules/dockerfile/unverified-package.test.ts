import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/unverified-package.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/unverified-package", () => {
  it.each([
    ["apk", "FROM alpine:3.24\nRUN apk add --allow-untrusted tool\n", ["2:13"]],
    ["apt-get", "FROM debian:13-slim\nRUN apt-get install -y --allow-unauthenticated tool\n", ["2:24"]],
    ["dnf", "FROM fedora:43\nRUN dnf install -y --nogpgcheck tool\n", ["2:20"]],
    ["zypper", "FROM opensuse/leap:15.6\nRUN zypper --no-gpg-checks -n install tool\n", ["2:12"]],
    ["force", "FROM debian:13-slim\nRUN apt-get --force-yes install -y tool\n", ["2:13"]],
    ["yum", "FROM a:1\nRUN yum install -y --nogpgcheck tool\n", ["2:20"]],
    ["rpm without digests", "FROM fedora:43\nRUN rpm -U --nodigest a.rpm && rpm -i --noverify b.rpm\n", ["2:12", "2:39"]],
    ["rpm", "FROM fedora:43\nRUN rpm -i --nosignature tool.rpm\n", ["2:12"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["signed packages", "FROM alpine:3.24\nRUN apk add tool\n"],
    ["files", "FROM alpine:3.24\nRUN apk add --allow-untrusted /tmp/*.apk ./b.apk\n"],
    ["an index of one's own", "FROM alpine:3.24\nRUN apk index --allow-untrusted -o a.tar.gz *.apk\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
