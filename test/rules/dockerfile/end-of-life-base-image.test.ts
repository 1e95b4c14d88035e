import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/end-of-life-base-image.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/end-of-life-base-image", () => {
  it.each([
    ["node", "FROM node:16-alpine\n", "1:11", "FROM node:24-alpine\n"],
    ["python, code name of the system kept current", "FROM python:3.8-slim-buster\n", "1:13", undefined],
    ["debian by code name", "FROM debian:buster-slim\n", "1:13", "FROM debian:trixie-slim\n"],
    ["ubuntu", "FROM ubuntu:18.04\n", "1:13", undefined],
    ["alpine", "FROM alpine:3.12\n", "1:13", undefined],
    ["golang", "FROM golang:1.20-alpine\n", "1:13", undefined],
    ["php", "FROM php:7.4-fpm\n", "1:10", undefined],
    ["ruby", "FROM ruby:2.7\n", "1:11", undefined],
    [".NET", "FROM mcr.microsoft.com/dotnet/aspnet:6.0\n", "1:38", "FROM mcr.microsoft.com/dotnet/aspnet:10.0\n"],
    ["a mirror of Docker Hub", "FROM public.ecr.aws/docker/library/node:16\n", "1:41", "FROM public.ecr.aws/docker/library/node:24\n"],
    ["the system under a supported language", "FROM python:3.11-slim-buster\n", "1:13", "FROM python:3.11-slim-trixie\n"],
  ])("reports %s", (_, text, place, fixed) => {
    const [problem] = run(rule, text);
    expect(problem?.at).toBe(place);
    if (fixed) expect(problem?.fixed[0]).toBe(fixed);
    else expect(problem?.fixed.length).toBe(1);
  });

  it.each([
    ["supported releases", "FROM node:24-trixie-slim\nFROM python:3.14\nCOPY --from=0 / /\n"],
    ["an unknown registry", "FROM registry.example.com/node:16\n"],
    ["an image of somebody else", "FROM someone/node:16\n"],
    ["an unknown image with a system in its tag", "FROM someone/app:1-buster\n"],
    ["an unknown value", "ARG V\nFROM node:$V\n"],
    ["a tag without a version", "FROM node:lts\n"],
    ["a stage that nothing needs", "FROM node:16 AS old\nFROM node:24\n"],
    ["scratch", "FROM scratch\n"],
  ])("is silent on %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it("judges by the day", () => {
    expect(places(rule, "FROM node:22\n", { today: "2026-11-23" })).toEqual([]);
    expect(places(rule, "FROM node:22\n", { today: "2027-06-01" })).toEqual(["1:11"]);
  });

  it("softens to a hint when its table is old", () => {
    expect(run(rule, "FROM node:16\n", { today: "2029-01-01" })).toMatchObject([{ severity: "hint" }]);
  });

  it("counts paid support where the option says so", () => {
    expect(places(rule, "FROM ubuntu:20.04\n", { options: { extendedSupport: false } })).toEqual(["1:13"]);
    expect(places(rule, "FROM ubuntu:20.04\n", { options: { extendedSupport: true } })).toEqual([]);
    expect(places(rule, "FROM node:16\n", { options: { extendedSupport: true } })).toEqual(["1:11"]);
  });

  it("changes the default of the variable that holds the version", () => {
    expect(run(rule, "ARG NODE_VERSION=16\nFROM node:${NODE_VERSION}-alpine\n")).toMatchObject([
      { at: "2:6", fixed: ["ARG NODE_VERSION=24\nFROM node:${NODE_VERSION}-alpine\n"] },
    ]);
  });

  it("moves to the successor of an image that was given up", () => {
    const [problem] = run(rule, "FROM openjdk:17-jdk-slim AS app\n");
    expect(problem?.message).toMatch(/given up/);
    expect(problem?.fixed[0]).toMatch(/^FROM eclipse-temurin:17-jdk AS app\n$/);
  });

  it("offers nothing where the new tag is not certain to exist", () => {
    expect(run(rule, "FROM mcr.microsoft.com/dotnet/runtime:9.0-nanoserver-1809\n")).toMatchObject([{ fixed: [] }]);
    expect(run(rule, "FROM hexpm/elixir:1.20.1-erlang-28.4-debian-bullseye-20260610-slim\n")).toMatchObject([{ fixed: [] }]);
  });

  it("takes the old digest away with the old tag", () => {
    const text = `FROM node:16-alpine@sha256:${"b".repeat(64)} AS app\n`;
    expect(run(rule, text)[0]?.fixed[0]).toBe("FROM node:24-alpine AS app\n");
    expectLawfulFixes(rule, text);
  });

  it("gives a hint only for development", () => {
    expect(run(rule, "FROM node:16\n", { path: "Dockerfile.dev" })).toMatchObject([{ severity: "hint" }]);
  });

  it.each([
    ["CRLF", "FROM node:16\r\nUSER node\r\n"],
    ["continuations and comments", "FROM \\\n  # old\n  node:16 \\\n  AS app\n# end\n"],
    ["a release in the image's name", 'FROM gcr.io/distroless/nodejs16-debian11\nCMD ["a.js"]\n'],
    ["several stages", "FROM golang:1.18 AS build\nFROM alpine:3.12\nCOPY --from=build /a /a\n"],
  ])("keeps the laws with %s", (_, text) => {
    expect(run(rule, text)[0]?.fixed.length).toBeGreaterThan(0);
    expectLawfulFixes(rule, text);
  });
});
