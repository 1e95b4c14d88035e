import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run, uses } from "../steps.ts";
import { versionFile } from "./version.ts";

/** Rust by way of rustup, which is on the runner and reads the project's toolchain file by itself. */
export function setUpRust(plan: Plan): Lines {
  const { answers, application } = plan;
  const file = versionFile(plan, ["rust-toolchain.toml", "rust-toolchain"]);
  const version = answers.runtimeVersion;
  return [
    run({
      name: "Install Rust",
      run: file
        ? ["rustup toolchain install"]
        : [`rustup toolchain install ${version} --profile minimal --component clippy,rustfmt`, `rustup default ${version}`],
    }),
    uses("Swatinem/rust-cache", application.context === "" ? {} : { workspaces: application.context }),
  ];
}
