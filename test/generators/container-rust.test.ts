import { describe, expect, it } from "vitest";
import { combinations, expectLawful, type Files, project, textOf } from "./support.ts";

const crate = '[package]\nname = "shop"\nversion = "0.1.0"\n\n[dependencies]\n';
const main = { "src/main.rs": "fn main() {}\n" };

const projects: Readonly<Record<string, readonly [files: Files, folder: string]>> = {
  axum: [project("rust-axum"), ""],
  "a member of a workspace": [project("rust-workspace"), "crates/api"],
  "a worker": [{ "Cargo.toml": `${crate}lapin = "3"\n`, "Cargo.lock": "version = 4\n", ...main }, ""],
  "a program with OpenSSL's sources": [
    { "Cargo.toml": `${crate}warp = "0.4"\n`, "Cargo.lock": 'name = "openssl-sys"\nname = "openssl-src"\n', ...main },
    "",
  ],
};

const dockerfileOf = (name: string, answers: Readonly<Record<string, unknown>> = {}) => {
  const [files, folder] = projects[name] ?? [{}, ""];
  const result = expectLawful("container", files, answers, { folder });
  const texts = result.files.map(({ text }) => text);
  return { text: textOf(result, folder === "" ? "Dockerfile" : `${folder}/Dockerfile`), notes: result.notes.join("\n"), texts };
};

describe("the container generator for Rust", () => {
  it.each(combinations({ name: Object.keys(projects), base: ["distroless", "alpine", "slim"] }))(
    "is lawful for $name on $base",
    ({ name, base }) => {
      const { text } = dockerfileOf(String(name), { base });
      const [build = "", final = ""] = text.split(/\n\nFROM (?=\S+\n)/);
      expect(build).toMatch(
        base === "alpine" ? /^FROM rust:\$\{RUST_VERSION\}-alpine AS build$/m : /^FROM rust:\$\{RUST_VERSION\}-slim-trixie AS build$/m,
      );
      expect(final).not.toContain("rust:");
      expect(text).toMatch(/^ENTRYPOINT \["[\w-]+"\]$/m);
    },
  );

  it("copies the program out of the cached folder in the same step", () => {
    expect(dockerfileOf("axum").text).toContain(
      "--mount=type=cache,id=link-shortener-target-$TARGETARCH,target=/src/target,sharing=locked \\\n    cargo build --locked --release --bin link-shortener \\\n    && cp target/release/link-shortener /usr/local/bin/",
    );
  });

  it("installs what the crates are linked to, where it is needed", () => {
    const slim = dockerfileOf("axum", { base: "slim" }).text;
    expect(slim).toContain("--no-install-recommends libssl-dev pkg-config");
    expect(slim).toContain("--no-install-recommends ca-certificates libssl3t64");
    expect(slim).toContain("ENV SQLX_OFFLINE=true");
    expect(dockerfileOf("axum", { base: "alpine" }).text).toContain("RUN apk add --no-cache openssl-dev openssl-libs-static pkgconf");
    const vendored = dockerfileOf("a program with OpenSSL's sources").text;
    expect(vendored).toContain("--no-install-recommends make perl");
    expect(vendored).not.toContain("libssl-dev");
  });

  it("stands on Debian where distroless lacks a library", () => {
    const { text, notes } = dockerfileOf("a member of a workspace", { base: "distroless" });
    expect(text).toContain("FROM debian:trixie-slim");
    expect(notes).toContain("Distroless does not have the libraries");
  });

  it("asks the endpoint with what the image has", () => {
    expect(dockerfileOf("axum", { base: "slim" }).text).toContain("GET /healthz HTTP/1.0");
    expect(dockerfileOf("axum", { base: "alpine" }).text).toContain('"http://127.0.0.1:8000/healthz"');
    const { text, notes } = dockerfileOf("axum", { base: "distroless" });
    expect(text).not.toContain("HEALTHCHECK");
    expect(notes).toContain("no HEALTHCHECK");
  });

  it("tells Rocket where to listen, and others by the variable that they read", () => {
    expect(dockerfileOf("a member of a workspace").text).toContain("ENV ROCKET_ADDRESS=0.0.0.0 \\\n    ROCKET_PORT=8000");
    expect(dockerfileOf("axum", { port: 9000 }).text).toContain("ENV PORT=9000\n");
    expect(dockerfileOf("a worker").text).not.toMatch(/EXPOSE|HEALTHCHECK/);
  });

  it("keeps a toolchain file out that would fetch the image's own toolchain once more", () => {
    expect(dockerfileOf("axum").texts.join("\n")).toMatch(/^rust-toolchain\.toml$/m);
    const pinned = dockerfileOf("a member of a workspace");
    expect(pinned.texts.join("\n")).not.toContain("rust-toolchain");
    expect(pinned.notes).toContain("asks for Rust 1.85.0");
    expect(pinned.notes).toContain("Commit `Cargo.lock`");
  });
});
