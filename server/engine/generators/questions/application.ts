import { assumed } from "../../detection/detected.ts";
import { frameworks, packageManagers } from "../../detection/names.ts";
import type { Questions } from "./model.ts";

/** What the application is. All of it is detected; who knows better may say so. */
export const applicationQuestions = {
  folder: {
    title: "Application",
    help: "The folder of the application, relative to the workspace.",
    initial: ({ application }) => assumed(application.folder, "where you asked"),
  },
  service: {
    title: "Name",
    help: "The name of the service: of its containers, its Kubernetes objects and its image.",
    initial: ({ application }) => application.name,
  },
  ecosystem: {
    title: "Ecosystem",
    help: "The language or platform that the application is built with.",
    initial: ({ application }) => application.ecosystem,
  },
  framework: {
    title: "Framework",
    help: "The framework that answers its requests; `none` where it is none of these.",
    choices: ({ answers }) => frameworks[answers.ecosystem ?? "node"].map((name) => ({ value: name, label: name })),
    initial: ({ application, answers }) =>
      answers.ecosystem === application.ecosystem.value ? application.framework : assumed("none", "nothing says otherwise"),
  },
  packageManager: {
    title: "Package manager",
    help: "The tool that installs its dependencies.",
    choices: ({ answers }) => packageManagers[answers.ecosystem ?? "node"].map((name) => ({ value: name, label: name })),
    initial: ({ application }) => application.packageManager,
  },
  runtimeVersion: {
    title: "Version",
    help: "The release of the language's runtime that the image holds.",
    initial: ({ application }) => application.runtimeVersion,
  },
  port: {
    title: "Port",
    help: "The port on which the application answers.",
    isRelevant: ({ application }) => application.kind.value === "web" || application.kind.value === "static",
    initial: ({ application }) => application.port,
  },
  livenessPath: {
    title: "Liveness path",
    help: "The path that answers while the process works, without asking anything else.",
    isRelevant: ({ answers }) => answers.port !== undefined,
    initial: ({ application }) =>
      application.livenessPath ?? assumed(application.kind.value === "static" ? "/" : "/livez", "what the health generator writes"),
  },
  readinessPath: {
    title: "Readiness path",
    help: "The path that answers whether requests may come.",
    isRelevant: ({ answers }) => answers.port !== undefined,
    initial: ({ application }) =>
      application.readinessPath ??
      application.livenessPath ??
      assumed(application.kind.value === "static" ? "/" : "/readyz", "what the health generator writes"),
  },
  command: {
    title: "Start command",
    help: "The program with its arguments that the container starts, without a shell.",
    isRelevant: ({ answers }) => answers.ecosystem !== "static",
    initial: ({ application: { command } }) => command && { ...command, value: command.value.map(quoted).join(" ") },
  },
  buildCommand: {
    title: "Build command",
    help: "What builds the application inside the image; empty where nothing is built.",
    initial: ({ application }) => application.tasks.build,
  },
  output: {
    title: "Output folder",
    help: "The folder that the build writes, relative to the application.",
    isRelevant: ({ answers }) => answers.buildCommand !== undefined || answers.ecosystem === "static",
    initial: ({ application }) => application.output,
  },
} satisfies Questions;

/** A word of a command, so that splitting gives it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
