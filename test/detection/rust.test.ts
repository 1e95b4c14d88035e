import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import { memoryWorkspace } from "../../server/engine/index.ts";
import { project } from "../generators/support.ts";
import { detect, told, toldAll } from "./told.ts";

const crate = '[package]\nname = "shop"\nversion = "0.1.0"\n';

describe("Rust", () => {
  it("reads a web server", () => {
    const found = detect(project("rust-axum"));
    expect(toldAll(found)).toEqual({
      context: "",
      ecosystem: "rust @ Cargo.toml:1",
      kind: "web @ Cargo.toml:8",
      framework: "axum @ Cargo.toml:8",
      name: "link-shortener @ Cargo.toml:2",
      packageManager: "cargo @ Cargo.toml:1",
      lockFile: "Cargo.lock @ Cargo.lock:1",
      runtimeVersion: "1.98 @ Cargo.toml:5 (likely)",
      command: "link-shortener @ src/main.rs:1",
      output: "target/release (assumed)",
      port: "8000 @ src/main.rs:5",
      livenessPath: "/healthz @ src/main.rs:7",
      readinessPath: "/readyz @ src/main.rs:8",
      install: "cargo fetch --locked @ Cargo.toml:1 (likely)",
      lint: "cargo clippy --locked --all-targets -- -D warnings @ Cargo.toml:1 (likely)",
      unit: "cargo test --locked --bins @ Cargo.toml:1 (likely)",
      integration: "cargo test --locked --test '*' @ Cargo.toml:1 (likely)",
      build: "cargo build --locked --release --bin link-shortener @ Cargo.toml:1 (likely)",
      migrate: "sqlx migrate run @ Cargo.toml:9 (likely)",
      services: ["postgres @ Cargo.toml:9"],
    });
    expect(found.rust).toMatchObject({ libraries: ["openssl-sys"], isOffline: true, portVariable: "PORT" });
    expect(told(found.rust?.toolchain)).toBe("stable @ rust-toolchain.toml:2");
  });

  it("reads a member of a workspace with the crates beside it", () => {
    const found = detect(project("rust-workspace"), "crates/api");
    expect(toldAll(found)).toMatchObject({
      context: "",
      framework: "rocket @ crates/api/Cargo.toml:17",
      command: "server @ crates/api/Cargo.toml:11 (likely)",
      port: "8000 (assumed)",
      unit: "cargo test --package api @ crates/api/Cargo.toml:1 (likely)",
      services: ["postgres @ crates/domain/Cargo.toml:7", "redis @ crates/domain/Cargo.toml:9"],
    });
    expect(found.rust).toMatchObject({ crate: "api", binary: "server", libraries: ["pq-sys"], portVariable: "ROCKET_PORT" });
  });

  it("takes neither a workspace's root nor a library for a program", () => {
    const workspace = memoryWorkspace({ ...project("rust-workspace") });
    expect(applicationIn(workspace, "")).toBeUndefined();
    expect(applicationIn(workspace, "crates/domain")).toBeUndefined();
  });

  it.each<[string, string, readonly string[], string]>([
    ["what the crate says", 'default-run = "b"\n\n[[bin]]\nname = "a"\n\n[[bin]]\nname = "b"\n', [], "b @ Cargo.toml:4"],
    ["the only one", "", ["src/main.rs"], "shop @ src/main.rs:1"],
    ["the one in `src/bin`", "", ["src/bin/tool.rs"], "tool @ src/bin/tool.rs:1"],
    ["the crate's own of several", "", ["src/bin/tool.rs", "src/main.rs"], "shop @ src/main.rs:1 (likely)"],
    ["one that is renamed", '\n[[bin]]\nname = "server"\npath = "src/main.rs"\n', ["src/main.rs"], "server @ Cargo.toml:6"],
  ])("runs %s", (_, more, paths, expected) => {
    const files = Object.fromEntries(paths.map((path) => [path, "fn main() {}\n"]));
    expect(told(detect({ "Cargo.toml": `${crate}${more}`, ...files }).command)).toBe(expected);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ["the newest release", {}, "1.98 (assumed)"],
    ["the toolchain that is pinned", { "rust-toolchain.toml": '[toolchain]\nchannel = "1.98.0"\n' }, "1.98 @ rust-toolchain.toml:2"],
    ["the newest for an older toolchain", { "rust-toolchain": "1.80\n" }, "1.98 (assumed)"],
  ])("takes %s", (_, files, expected) => {
    expect(told(detect({ "Cargo.toml": crate, "src/main.rs": "fn main() {}\n", ...files }).runtimeVersion)).toBe(expected);
  });

  it("is a worker without a web server, and leaves out what only tests need", () => {
    const manifest = `${crate}\n[dependencies]\nlapin = "3"\n\n[dev-dependencies]\naxum = "0.8"\nredis = "0.32"\n`;
    expect(toldAll(detect({ "Cargo.toml": manifest, "src/main.rs": "fn main() {}\n" }))).toMatchObject({
      kind: "worker (assumed)",
      framework: "none (assumed)",
      services: ["rabbitmq @ Cargo.toml:6"],
    });
  });

  it("believes a Dockerfile about the port", () => {
    const files = {
      "Cargo.toml": `${crate}\n[dependencies]\nwarp = "0.4"\n`,
      "src/main.rs": "fn main() {}\n",
      Dockerfile: "FROM scratch\nEXPOSE 3030\n",
    };
    expect(told(detect(files).port)).toBe("3030 @ Dockerfile:2");
  });
});
