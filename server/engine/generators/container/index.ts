import type { Ecosystem } from "../../detection/names.ts";
import type { Generator } from "../model.ts";
import { dotnetDockerfile } from "./dotnet.ts";
import { goDockerfile } from "./go.ts";
import { javaDockerfile } from "./java.ts";
import type { ImageTemplate } from "./model.ts";
import { nodeDockerfile } from "./node.ts";
import { phpDockerfile } from "./php.ts";
import { pythonDockerfile } from "./python.ts";
import { rubyDockerfile } from "./ruby.ts";
import { rustDockerfile } from "./rust.ts";
import { staticDockerfile } from "./static.ts";

const templates: Readonly<Record<Ecosystem, ImageTemplate>> = {
  node: nodeDockerfile,
  python: pythonDockerfile,
  go: goDockerfile,
  java: javaDockerfile,
  rust: rustDockerfile,
  dotnet: dotnetDockerfile,
  ruby: rubyDockerfile,
  php: phpDockerfile,
  static: staticDockerfile,
};

export const container: Generator = {
  id: "container",
  title: "Containerize",
  summary: "A Dockerfile with its ignore file: built in stages, small, without root, with a health check.",
  patterns: ["D1", "D2", "D3", "D4", "D5", "D6", "D8", "D9", "D10", "D11"],
  asks: ["runtimeVersion", "command", "port", "base"],
  customises: ["ecosystem", "framework", "packageManager", "buildCommand", "output", "livenessPath", "service"],
  generate: (plan) => {
    const { dockerfile, files = [], notes = [] } = templates[plan.answers.ecosystem](plan);
    const { folder } = plan.answers;
    const path = folder === "" ? "Dockerfile" : `${folder}/Dockerfile`;
    return { files: [{ path, text: dockerfile, about: "How the image is built" }, ...files], notes };
  },
};
