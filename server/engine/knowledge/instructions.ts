import type { Keyword } from "../languages/dockerfile/model.ts";

// Facts: Dockerfile reference, https://docs.docker.com/reference/dockerfile/ (frontend 1.26, read November 2026).

const reference = "https://docs.docker.com/reference/dockerfile/";

/** What a flag's value is, so that completion knows what to offer behind the equals sign. */
export type FlagValue =
  | "boolean"
  | "checksum"
  | "device"
  | "duration"
  | "mode"
  | "mount"
  | "network"
  | "number"
  | "owner"
  | "path"
  | "platform"
  | "security"
  | "stage";

export interface FlagFact {
  /** Without the dashes. */
  readonly name: string;
  readonly value: FlagValue;
  /** Markdown, one or two sentences. */
  readonly about: string;
  /** The frontend version that it came with. */
  readonly since?: string;
  /** The default that the builder or engine takes. */
  readonly default?: string;
  readonly isRepeatable?: true;
  /** Part of the reference's page. */
  readonly anchor: string;
}

export interface InstructionFact {
  readonly keyword: Keyword;
  /** The forms it has, as one writes them. */
  readonly forms: readonly string[];
  /** One line, for lists. */
  readonly summary: string;
  /** Markdown: what it does and what to mind in production. */
  readonly about: string;
  readonly flags: readonly FlagFact[];
  /** Words of its own behind the flags: `AS`, `NONE`. By word, Markdown. */
  readonly words?: Readonly<Record<string, string>>;
  readonly link: string;
}

const chown: FlagFact = {
  name: "chown",
  value: "owner",
  about:
    "Owner of the copied files, as `user`, `user:group` or numbers. Names are looked up in the image's own `/etc/passwd`; without the flag the files belong to root.",
  default: "0:0",
  anchor: "copy---chown---chmod",
};
const chmod: FlagFact = {
  name: "chmod",
  value: "mode",
  about:
    "Permissions of the copied files, octal (`0755`) or symbolic (`u=rwX,go=rX`, since 1.14). Spares a `RUN chmod`, which would store every file twice.",
  since: "1.2",
  anchor: "copy---chown---chmod",
};
const link: FlagFact = {
  name: "link",
  value: "boolean",
  about:
    "Puts the files into a layer of their own that does not depend on the ones before, so it stays cached when the base image changes. Symbolic links in the destination path are not followed.",
  since: "1.4",
  default: "false",
  anchor: "copy---link",
};
const exclude: FlagFact = {
  name: "exclude",
  value: "path",
  about: "Leaves out the files that match a pattern, written as in `.dockerignore`. May be given several times.",
  since: "1.19",
  isRepeatable: true,
  anchor: "copy---exclude",
};

const facts: readonly InstructionFact[] = [
  {
    keyword: "FROM",
    forms: ["FROM [--platform=<platform>] <image>[:<tag>|@<digest>] [AS <name>]"],
    summary: "Opens a build stage on a base image",
    about:
      "Everything up to the next `FROM` belongs to this stage. Users, working directory, environment and health check come along from the base; of the stages before, only what `COPY --from` takes over is kept. The last stage is what gets shipped, unless the build names a target.",
    words: {
      AS: "Gives the stage the name by which `COPY --from`, mounts, other `FROM`s and `--target` mean it. Case does not matter; of two stages of one name the last one before counts.",
    },
    flags: [
      {
        name: "platform",
        value: "platform",
        about:
          "The platform of the base image where it has several. `$BUILDPLATFORM` runs a stage on the builder's own architecture, for cross-compiling; a constant ties the image to one architecture.",
        default: "the platform that the build asks for",
        anchor: "from",
      },
    ],
    link: `${reference}#from`,
  },
  {
    keyword: "ARG",
    forms: ["ARG <name>[=<default>] [<name>[=<default>]…]"],
    summary: "Declares a build argument",
    about:
      "Set with `--build-arg`, usable until the end of the stage. An `ARG` before the first `FROM` counts for `FROM` lines alone; repeat it without a value to use it inside a stage. Values stay readable in the image's history, so it is no place for a secret.",
    flags: [],
    link: `${reference}#arg`,
  },
  {
    keyword: "ENV",
    forms: ["ENV <name>=<value> [<name>=<value>…]"],
    summary: "Sets environment variables for the build and the container",
    about:
      "Holds for the following instructions, for stages built on this one and for every container. Anybody who can pull the image can read the values: secrets belong in the environment of the running container, or in a secret mount during the build.",
    flags: [],
    link: `${reference}#env`,
  },
  {
    keyword: "RUN",
    forms: ["RUN [<flags>] <command>", 'RUN [<flags>] ["<program>", "<argument>", …]', "RUN [<flags>] <<EOF"],
    summary: "Runs a command and keeps what it wrote as a layer",
    about:
      "The result is cached until the line, or a layer before it, changes. What one `RUN` writes a later one cannot take out of the image: clean up in the same instruction, or keep downloads in a cache mount.",
    flags: [
      {
        name: "mount",
        value: "mount",
        about:
          "Makes files available to this one command without putting them into the image: a cache, a secret, an SSH agent, or files of the context or another stage.",
        since: "1.2",
        isRepeatable: true,
        anchor: "run---mount",
      },
      {
        name: "network",
        value: "network",
        about: "Which network the command may use. `none` proves that a step needs nothing from outside.",
        since: "1.3",
        default: "default",
        anchor: "run---network",
      },
      {
        name: "security",
        value: "security",
        about: "`insecure` runs the command without a sandbox, like a privileged container; the builder has to allow it.",
        since: "1.20",
        default: "sandbox",
        anchor: "run---security",
      },
      {
        name: "device",
        value: "device",
        about: "Gives the command a CDI device, such as a graphics card; the builder has to allow it.",
        since: "1.14-labs",
        isRepeatable: true,
        anchor: "run---device",
      },
    ],
    link: `${reference}#run`,
  },
  {
    keyword: "COPY",
    forms: [
      "COPY [<flags>] <source>… <destination>",
      'COPY [<flags>] ["<source>", …, "<destination>"]',
      "COPY [<flags>] <<EOF <destination>",
    ],
    summary: "Copies files from the build context or another stage",
    about:
      "Sources are relative to the build context, minus what `.dockerignore` leaves out. Copy dependency manifests and install before copying the source, so that a change of code does not install everything again. With several sources the destination ends in `/`.",
    flags: [
      {
        name: "from",
        value: "stage",
        about: "Takes the files from an earlier stage, a named context, or an image instead of the build context.",
        anchor: "copy---from",
      },
      chown,
      chmod,
      link,
      {
        name: "parents",
        value: "boolean",
        about: "Keeps the sources' folders below the destination; with a `/./` in the source, the part behind it.",
        since: "1.20",
        default: "false",
        anchor: "copy---parents",
      },
      exclude,
    ],
    link: `${reference}#copy`,
  },
  {
    keyword: "ADD",
    forms: ["ADD [<flags>] <source>… <destination>", 'ADD [<flags>] ["<source>", …, "<destination>"]'],
    summary: "Copies files, unpacks archives, fetches addresses and Git repositories",
    about:
      "Local tar archives are unpacked. For plain files `COPY` says more clearly what happens; for downloads give `--checksum`, so that the build fails when the other side changes.",
    flags: [
      {
        name: "checksum",
        value: "checksum",
        about: "The expected digest of a download, `sha256:…`, or the commit of a Git source. The build fails where it differs.",
        since: "1.6",
        anchor: "add---checksum",
      },
      chown,
      chmod,
      link,
      {
        name: "keep-git-dir",
        value: "boolean",
        about: "Keeps the `.git` folder of a Git source.",
        since: "1.1",
        default: "false",
        anchor: "add---keep-git-dir",
      },
      {
        name: "unpack",
        value: "boolean",
        about: "Whether a tar archive is unpacked. Without the flag local archives are, downloaded ones are not.",
        since: "1.17",
        anchor: "add---unpack",
      },
      exclude,
    ],
    link: `${reference}#add`,
  },
  {
    keyword: "CMD",
    forms: ['CMD ["<program>", "<argument>", …]', "CMD <command>"],
    summary: "The default command of the container, or the arguments of ENTRYPOINT",
    about:
      "The last one counts. The exec form starts the program itself, so that it gets the stop signal; the shell form starts a shell that does not pass it on, and the container is killed after the grace period.",
    flags: [],
    link: `${reference}#cmd`,
  },
  {
    keyword: "ENTRYPOINT",
    forms: ['ENTRYPOINT ["<program>", "<argument>", …]', "ENTRYPOINT <command>"],
    summary: "The program that the container is",
    about:
      "The words of `CMD`, or those given to `docker run`, become its arguments. The shell form takes no arguments and does not receive signals.",
    flags: [],
    link: `${reference}#entrypoint`,
  },
  {
    keyword: "HEALTHCHECK",
    forms: ["HEALTHCHECK [<flags>] CMD <command>", "HEALTHCHECK NONE"],
    summary: "How the engine finds out whether the container still does its work",
    about:
      "The command runs inside the container, with a program that the image has: exit code 0 is healthy, 1 is not. The last one counts; `NONE` takes away the base image's. Kubernetes does not read it and has probes of its own.",
    words: {
      CMD: "The command that is run at each check, in the container and as its user: as a JSON array without a shell, else by `SHELL`.",
      NONE: "Takes away the health check that the base image has.",
    },
    flags: [
      { name: "interval", value: "duration", about: "Time between two checks.", default: "30s", anchor: "healthcheck" },
      { name: "timeout", value: "duration", about: "A check that takes longer has failed.", default: "30s", anchor: "healthcheck" },
      {
        name: "start-period",
        value: "duration",
        about: "Time the application has to start: failures in it are not counted.",
        default: "0s",
        anchor: "healthcheck",
      },
      {
        name: "start-interval",
        value: "duration",
        about: "Time between checks during the start period. Needs Docker Engine 25.0.",
        since: "1.6",
        default: "5s",
        anchor: "healthcheck",
      },
      {
        name: "retries",
        value: "number",
        about: "So many failures in a row make the container unhealthy.",
        default: "3",
        anchor: "healthcheck",
      },
    ],
    link: `${reference}#healthcheck`,
  },
  {
    keyword: "USER",
    forms: ["USER <user>[:<group>]", "USER <uid>[:<gid>]"],
    summary: "The user for the following RUN, CMD and ENTRYPOINT, and for the container",
    about:
      "Without one, and where the base image sets none, everything runs as root. A number lets Kubernetes check `runAsNonRoot`, which it cannot for a name. The user has to exist in the image for its home folder and name to be known.",
    flags: [],
    link: `${reference}#user`,
  },
  {
    keyword: "WORKDIR",
    forms: ["WORKDIR <path>"],
    summary: "The folder for the following instructions and the container",
    about: "Is made where it does not exist, owned by root. A relative path goes on from the one before; begin with an absolute one.",
    flags: [],
    link: `${reference}#workdir`,
  },
  {
    keyword: "EXPOSE",
    forms: ["EXPOSE <port>[/tcp|/udp]…"],
    summary: "Names the ports that the application listens on",
    about: "Documents the port for people and tools; it is published only with `-p`, `-P` or the orchestrator's own setting.",
    flags: [],
    link: `${reference}#expose`,
  },
  {
    keyword: "LABEL",
    forms: ["LABEL <key>=<value> [<key>=<value>…]"],
    summary: "Adds metadata to the image",
    about: "The keys `org.opencontainers.image.*` are understood by registries and scanners: `source` links the image with its repository.",
    flags: [],
    link: `${reference}#label`,
  },
  {
    keyword: "VOLUME",
    forms: ["VOLUME <path>…", 'VOLUME ["<path>", …]'],
    summary: "Makes a folder a mount point",
    about:
      "Every container gets an anonymous volume there unless one is given. With the classic builder later changes to the folder are lost; users of the image cannot take the volume back, so it is better left to Compose or Kubernetes.",
    flags: [],
    link: `${reference}#volume`,
  },
  {
    keyword: "SHELL",
    forms: ['SHELL ["<program>", "<argument>", …]'],
    summary: "The shell for the shell form of RUN, CMD and ENTRYPOINT",
    about: '`SHELL ["/bin/bash", "-o", "pipefail", "-c"]` makes a pipeline fail when any part of it does, where the image has bash.',
    flags: [],
    link: `${reference}#shell`,
  },
  {
    keyword: "STOPSIGNAL",
    forms: ["STOPSIGNAL <signal>"],
    summary: "The signal that asks the container to stop",
    about: "`SIGTERM` unless set. The engine kills what has not ended within the grace period, 10 seconds by default.",
    flags: [],
    link: `${reference}#stopsignal`,
  },
  {
    keyword: "ONBUILD",
    forms: ["ONBUILD <instruction>"],
    summary: "Keeps an instruction for builds that start from this image",
    about:
      "It runs right behind the `FROM` of the child. Users of the image do not see it coming; `FROM`, `ONBUILD` and `MAINTAINER` cannot be kept so.",
    flags: [],
    link: `${reference}#onbuild`,
  },
  {
    keyword: "MAINTAINER",
    forms: ["MAINTAINER <name>"],
    summary: "Deprecated: the image's author",
    about: 'Use `LABEL org.opencontainers.image.authors="…"` in its place.',
    flags: [],
    link: `${reference}#maintainer-deprecated`,
  },
];

/** What each instruction does, by keyword, in the order in which they are usually met. */
export const instructions: ReadonlyMap<string, InstructionFact> = new Map(facts.map((fact) => [fact.keyword, fact]));

/** The page of a flag. */
export function flagLink(flag: FlagFact): string {
  return `${reference}#${flag.anchor}`;
}

export interface MountKeyFact {
  readonly key: string;
  readonly about: string;
  readonly default?: string;
  /** Offered values; a key without one may stand alone (`rw`). */
  readonly values?: readonly string[];
  readonly isFlag?: true;
}

export interface MountFact {
  readonly type: string;
  readonly about: string;
  readonly keys: readonly MountKeyFact[];
  readonly link: string;
}

const target: MountKeyFact = { key: "target", about: "Where it is mounted; relative paths start at the working directory." };
const from: MountKeyFact = { key: "from", about: "A stage, named context or image to take the files from." };
const source: MountKeyFact = { key: "source", about: "The path inside of `from`.", default: "its root" };
const uid: MountKeyFact = { key: "uid", about: "Numeric owner.", default: "0" };
const gid: MountKeyFact = { key: "gid", about: "Numeric group.", default: "0" };
const required: MountKeyFact = {
  key: "required",
  about: "Fails the build where the client does not hand it in.",
  default: "false",
  values: ["true", "false"],
  isFlag: true,
};

/** The kinds of `RUN --mount` and their options. */
export const mounts: ReadonlyMap<string, MountFact> = new Map(
  (
    [
      {
        type: "cache",
        about: "A folder that outlives the build, for the downloads of package managers and compilers. Nothing of it is in the image.",
        keys: [
          target,
          { key: "id", about: "Tells caches apart; mounts with one id share their content.", default: "the target" },
          {
            key: "sharing",
            about: "What happens when two builds want it at once: use it together, wait, or get one each. Package databases need `locked`.",
            default: "shared",
            values: ["shared", "locked", "private"],
          },
          { key: "readonly", about: "Read only.", isFlag: true },
          from,
          source,
          { key: "mode", about: "Permissions of a new cache folder, octal.", default: "0755" },
          uid,
          gid,
        ],
        link: `${reference}#run---mounttypecache`,
      },
      {
        type: "secret",
        about:
          "A secret of the build's client (`docker build --secret id=…`), as a file or variable, for this command alone. It is in no layer and in no history.",
        keys: [
          { key: "id", about: "Name under which the client hands the secret in.", default: "the last part of the target" },
          { key: "target", about: "Path of the file.", default: "/run/secrets/<id>" },
          { key: "env", about: "Name of a variable to put it in, in place of the file or beside it (since 1.10)." },
          required,
          { key: "mode", about: "Permissions of the file, octal.", default: "0400" },
          uid,
          gid,
        ],
        link: `${reference}#run---mounttypesecret`,
      },
      {
        type: "bind",
        about:
          "Files of the build context, or of another stage or image, without copying them into a layer. What is written to it is thrown away.",
        keys: [target, source, from, { key: "readwrite", about: "Allows writing; it is thrown away afterwards.", isFlag: true }],
        link: `${reference}#run---mounttypebind`,
      },
      {
        type: "ssh",
        about: "The client's SSH agent (`docker build --ssh default`), for fetching private sources without copying a key.",
        keys: [
          { key: "id", about: "Which agent or key of the client.", default: "default" },
          { key: "target", about: "Path of the agent's socket.", default: "/run/buildkit/ssh_agent.${N}" },
          required,
          { key: "mode", about: "Permissions of the socket, octal.", default: "0600" },
          uid,
          gid,
        ],
        link: `${reference}#run---mounttypessh`,
      },
      {
        type: "tmpfs",
        about: "An empty folder in memory, gone after the command.",
        keys: [target, { key: "size", about: "Upper limit of its size, in bytes." }],
        link: `${reference}#run---mounttypetmpfs`,
      },
    ] satisfies MountFact[]
  ).map((fact) => [fact.type, fact]),
);

export interface DirectiveFact {
  readonly name: string;
  readonly about: string;
  readonly values: readonly string[];
  readonly link: string;
}

/** The parser directives: comments at the very top of the file. */
export const directives: readonly DirectiveFact[] = [
  {
    name: "syntax",
    about: "The frontend image that reads this file. `docker/dockerfile:1` always takes the newest stable version.",
    values: ["docker/dockerfile:1"],
    link: `${reference}#syntax`,
  },
  {
    name: "check",
    about: "Settings of the builder's own checks: `skip=` names checks to leave out, `error=true` makes the others fail the build.",
    values: ["error=true", "skip="],
    link: `${reference}#check`,
  },
  {
    name: "escape",
    about: "The character that continues lines and escapes. The backquote suits Windows paths.",
    values: ["`", "\\"],
    link: `${reference}#escape`,
  },
];
