import type { RustFacts } from "../../detection/model.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";
import {
  cacheMount,
  execForm,
  factsFor,
  head,
  inContext,
  lines,
  recommendedImage,
  run,
  sourceLabel,
  stages,
  startWords,
  userOf,
} from "./pieces.ts";
import { probeIn, probeNote } from "./probe.ts";

interface SystemPackages {
  /** To build with on Debian, to run with on Debian, and to build with on Alpine, where everything is linked into the program. */
  readonly build: readonly string[];
  readonly run: readonly string[];
  readonly alpine: readonly string[];
  /** Distroless has the library too. */
  readonly isInDistroless?: boolean;
}

/** What crates need of the system. Sources: the crates' own READMEs, packages.debian.org and pkgs.alpinelinux.org, 2026-11-23. */
const systemPackages: Readonly<Record<string, SystemPackages>> = {
  "openssl-sys": {
    build: ["libssl-dev", "pkg-config"],
    run: ["libssl3t64"],
    alpine: ["openssl-dev", "openssl-libs-static", "pkgconf"],
    isInDistroless: true,
  },
  // OpenSSL compiled along: its build is written in Perl.
  "openssl-src": { build: ["make", "perl"], run: [], alpine: ["make", "perl"], isInDistroless: true },
  "pq-sys": { build: ["libpq-dev"], run: ["libpq5"], alpine: ["libpq-dev", "openssl-dev", "openssl-libs-static"] },
  "mysqlclient-sys": {
    build: ["default-libmysqlclient-dev", "pkg-config"],
    run: ["libmariadb3"],
    alpine: ["mariadb-dev", "mariadb-static"],
  },
  "rdkafka-sys": { build: ["cmake", "g++", "make"], run: [], alpine: ["cmake", "g++", "make"], isInDistroless: true },
  "prost-build": { build: ["protobuf-compiler"], run: [], alpine: ["protobuf-dev"], isInDistroless: true },
  "tonic-build": { build: ["protobuf-compiler"], run: [], alpine: ["protobuf-dev"], isInDistroless: true },
};

export function rustDockerfile(plan: Plan): ImageFiles {
  const { answers, application, today } = plan;
  const facts = factsFor("rust", application.rust);
  // OpenSSL is compiled along where its sources are in the lock file.
  const libraries = facts.libraries.filter((name) => name !== "openssl-sys" || !facts.libraries.includes("openssl-src"));
  const needed = libraries.flatMap((name) => systemPackages[name] ?? []);
  const base = answers.base === "distroless" && needed.some((one) => !one.isInDistroless) ? "slim" : answers.base;
  const isMusl = base === "alpine";
  const packages = (key: "build" | "run" | "alpine") => [...new Set(needed.flatMap((one) => one[key]))].sort();
  const runtime =
    base === "distroless"
      ? `gcr.io/distroless/cc-debian13:nonroot`
      : isMusl
        ? recommendedImage("alpine", undefined, plan)
        : recommendedImage("debian", "slim", plan);
  const variant = isMusl ? "alpine" : `slim-${debianName(recommendedTag("debian", today))}`;
  const port = answers.port;
  const probe = probeIn(runtime, plan, { startPeriod: 10 });
  const toolchain = facts.toolchain?.value;
  const release = answers.runtimeVersion;
  // The image's own toolchain has the same release under another name, which rustup would fetch once more.
  const isOwnToolchain =
    toolchain !== undefined && (toolchain === "stable" || toolchain === release || toolchain.startsWith(`${release}.`));
  const command = plan.application.tasks.build?.value === answers.buildCommand ? undefined : answers.buildCommand;
  const path = inContext(plan, "");
  const target = path !== "" && command !== undefined ? `/src/${path}/target` : "/src/target";
  const built = `${target.replace("/src/", "")}/release/${facts.binary}`;
  const build = lines(
    `FROM rust:\${RUST_VERSION}-${variant} AS build`,
    "WORKDIR /src",
    installed(isMusl, packages(isMusl ? "alpine" : "build")),
    facts.isOffline && "ENV SQLX_OFFLINE=true",
    "ARG TARGETARCH",
    "COPY . .",
    "# The cached folder is no part of the image, so the program is copied out of it at once.",
    run(
      [
        cacheMount("/usr/local/cargo/registry"),
        cacheMount("/usr/local/cargo/git/db"),
        // Each platform has a folder of its own, so that two that are built at once do not undo each other's work.
        cacheMount(target, { id: `${answers.service}-target-$TARGETARCH`, locked: true }),
      ],
      command === undefined ? builtWith(plan, facts) : path === "" ? command : `cd ${path} && ${command} && cd /src`,
      `cp ${built} /usr/local/bin/`,
    ),
  );
  const words = startWords(answers.command ?? "");
  const final = lines(
    `FROM ${runtime}`,
    sourceLabel(plan),
    base === "slim" && installed(false, ["ca-certificates", ...packages("run")]),
    environmentOf(plan, facts),
    `COPY --from=build /usr/local/bin/${facts.binary} /usr/local/bin/`,
    base !== "distroless" && `USER ${userOf(runtime)}`,
    port !== undefined && `EXPOSE ${port}`,
    probe,
    `ENTRYPOINT ${execForm(words)}`,
  );
  return {
    dockerfile: stages(head({ RUST_VERSION: release }), build, final),
    ...(isOwnToolchain && { ignored: ["rust-toolchain", "rust-toolchain.toml"] }),
    notes: [
      ...(base === answers.base
        ? []
        : ["Distroless does not have the libraries that the program is linked to, so the image stands on Debian."]),
      ...(port !== undefined && base === "distroless" ? [probeNote] : []),
      ...(facts.toolchain?.from && !isOwnToolchain
        ? [`\`${facts.toolchain.from.path}\` asks for Rust ${toolchain}, which rustup fetches in every build.`]
        : []),
      ...(!application.lockFile ? ["Commit `Cargo.lock`: without it every build may take other releases of the crates."] : []),
    ],
  };
}

/** `trixie` of `trixie`, or of a tag that begins with it. */
function debianName(tag: string | undefined): string {
  return tag?.split("-")[0] ?? "";
}

function builtWith({ application }: Plan, facts: RustFacts): string {
  const isMember = application.folder !== application.context;
  return `cargo build${application.lockFile ? " --locked" : ""} --release${isMember ? ` --package ${facts.crate}` : ""} --bin ${facts.binary}`;
}

/** System packages, without what is only suggested and without the lists that they were found by. */
function installed(isAlpine: boolean, packages: readonly string[]): string | undefined {
  if (packages.length === 0) return undefined;
  return isAlpine
    ? run([], `apk add --no-cache ${packages.join(" ")}`)
    : run([], "apt-get update", `apt-get install -y --no-install-recommends ${packages.join(" ")}`, "rm -rf /var/lib/apt/lists/*");
}

function environmentOf({ answers }: Plan, { portVariable }: RustFacts): string | undefined {
  if (answers.port === undefined || portVariable === undefined) return undefined;
  // Rocket listens on this machine alone unless it is told otherwise.
  return answers.framework === "rocket"
    ? `ENV ROCKET_ADDRESS=0.0.0.0 \\\n    ROCKET_PORT=${answers.port}`
    : `ENV ${portVariable}=${answers.port}`;
}
