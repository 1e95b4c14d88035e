import { test } from "./harness.ts";
import { brokenIsSaid, completionsAreOurs, formatsOnce, hoversAreOurs } from "./twice.ts";

// Without another extension for Dockerfiles everything is ours.
test("alone: what is broken in a Dockerfile is said once", () => brokenIsSaid("ours"));
test("alone: completions of a Dockerfile stand once in the list", () => completionsAreOurs("ours"));
test("alone: instructions and flags are explained once", () => hoversAreOurs("ours"));
test("alone: a Dockerfile has one formatter", () => formatsOnce());
