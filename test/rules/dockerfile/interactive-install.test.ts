import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/interactive-install.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("dockerfile/interactive-install", () => {
  it.each([
    ["apt-get", "FROM debian:13-slim\nRUN apt-get install curl\n", ["2:5"]],
    ["apt with a quiet flag that is not enough", "FROM debian:13-slim\nRUN apt -q install curl\n", ["2:5"]],
    ["one level of quiet", "FROM debian:13-slim\nRUN apt-get install -q=1 curl\n", ["2:5"]],
    ["settings that are copied later", "FROM debian:13-slim\nRUN apt-get install curl\nCOPY 90yes /etc/apt/apt.conf.d/\n", ["2:5"]],
    ["other files that are copied", "FROM debian:13-slim\nCOPY a.list /etc/apt/sources.list.d/\nRUN apt-get install curl\n", ["3:5"]],
    ["a builder", "FROM debian:13 AS build\nRUN apt-get install curl\nFROM scratch\nCOPY --from=build /x /x\n", ["2:5"]],
    ["yum behind a wrapper", "FROM fedora:43\nRUN env A=b yum install nginx\n", ["2:13"]],
    ["zypper", "FROM opensuse/leap:15.6\nRUN zypper install nginx\n", ["2:5"]],
    ["pacman", "FROM archlinux:base\nRUN pacman -Sy git\n", ["2:5"]],
    ["a call over several lines", "FROM debian:13-slim\nRUN apt-get update && apt-get install \\\n    curl \\\n    git\n", ["2:23"]],
    ["a trigger", "FROM debian:13-slim\nONBUILD RUN apt-get install curl\n", ["2:13"]],
    ["what a heredoc says", "FROM debian:13-slim\nRUN <<EOF\napt-get update\napt-get install curl\nEOF\n", ["4:1"]],
  ])("reports %s", (_, text, at) => {
    expect(places(rule, text)).toEqual(at);
    expectLawfulFixes(rule, text);
  });

  it.each([
    ["-y", "FROM debian:13-slim\nRUN apt-get install -y curl\n"],
    ["letters together", "FROM debian:13-slim\nRUN apt-get install -yqq curl\n"],
    ["the flag in front of the verb", "FROM debian:13-slim\nRUN apt-get -y install curl\n"],
    ["the flag at the end", "FROM debian:13-slim\nRUN apt-get install curl -y\n"],
    ["twice quiet", "FROM debian:13-slim\nRUN apt-get install -qq curl\n"],
    ["quiet by number", "FROM debian:13-slim\nRUN apt-get install -q=2 curl\n"],
    ["twice quiet in two words", "FROM debian:13-slim\nRUN apt-get -q install --quiet curl\n"],
    [
      "settings that an earlier RUN writes",
      "FROM debian:13-slim\nRUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90yes\nRUN apt-get install curl\n",
    ],
    [
      "settings of a stage below",
      "FROM debian:13 AS base\nRUN echo 'APT::Get::Assume-Yes 1;' > /etc/apt/apt.conf.d/90yes\nFROM base\nRUN apt-get install curl\n",
    ],
    ["settings that are copied", "FROM debian:13-slim\nCOPY 90yes /etc/apt/apt.conf.d/\nRUN apt-get install curl\n"],
    ["settings of dnf that are copied", 'FROM fedora:43\nCOPY ["dnf.conf", "/etc/dnf/dnf.conf"]\nRUN dnf install nginx\n'],
    ["long names", "FROM debian:13-slim\nRUN apt-get install --assume-yes a && apt-get install --yes b && apt-get install -qy c\n"],
    ["an option of the settings", "FROM debian:13-slim\nRUN apt-get -o APT::Get::Assume-Yes=true install curl\n"],
    [
      "settings written before",
      "FROM debian:13-slim\nRUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90yes\nRUN apt-get install curl\n",
    ],
    ["yes in front of a pipe", "FROM debian:13-slim\nRUN yes | apt-get install curl\n"],
    ["a variable that holds options", "FROM debian:13-slim\nARG APT_OPTS\nRUN apt-get install $APT_OPTS curl\n"],
    ["apk, which never asks", "FROM alpine:3.24\nRUN apk add curl\n"],
    ["microdnf, which never asks", "FROM fedora:43\nRUN microdnf install nginx\n"],
    ["zypper told so in front", "FROM opensuse/leap:15.6\nRUN zypper -n install nginx\n"],
    ["pacman without questions", "FROM archlinux:base\nRUN pacman -Sy --noconfirm git\n"],
    ["a simulation", "FROM debian:13-slim\nRUN apt-get install -s curl\n"],
    ["a stage that nobody needs", "FROM debian:13 AS unused\nRUN apt-get install curl\nFROM debian:13\n"],
    ["PowerShell", 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell"]\nRUN apt-get install curl\n'],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });
});
