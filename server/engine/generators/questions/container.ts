import { assumed } from "../../detection/detected.ts";
import { backingServices } from "../../detection/names.ts";
import type { Questions } from "./model.ts";

/** What the image and the Compose file are made of. */
export const containerQuestions = {
  base: {
    title: "Base image",
    help: "What the application stands on in the image.",
    isRelevant: ({ answers }) => answers.ecosystem !== "static",
    choices: () => [
      { value: "slim", label: "Slim", detail: "A small Debian: runs everything, has a shell to look around with." },
      { value: "alpine", label: "Alpine", detail: "Smaller, with musl in place of glibc: native modules have to be built for it." },
      { value: "distroless", label: "Distroless", detail: "No shell and no package manager: the least to attack, and to debug with." },
    ],
    initial: ({ answers }) =>
      answers.ecosystem === "go" || answers.ecosystem === "rust"
        ? assumed("distroless", "enough for a program that needs nothing beside itself")
        : assumed("slim", "runs everything"),
  },
  services: {
    title: "Services beside it",
    help: "Databases and the like that it talks to.",
    choices: () => backingServices.map((name) => ({ value: name, label: name })),
    initial: ({ application: { services } }) => {
      const [first] = services;
      const values = services.map(({ value }) => value);
      return first ? { ...first, value: values } : assumed([], "no dependency talks to any");
    },
  },
  cpuLimit: {
    title: "CPU limit",
    help: "How many processors it may use at most under Compose.",
    initial: () => assumed("1", "usual; measure under load"),
  },
  memoryLimit: {
    title: "Memory limit",
    help: "The memory that it may use at most.",
    initial: ({ answers }) =>
      answers.ecosystem === "java" || answers.ecosystem === "dotnet"
        ? assumed("512Mi", "usual for a virtual machine; measure under load")
        : assumed("256Mi", "usual; measure under load"),
  },
} satisfies Questions;
