// Dockerfiles of any length, as people write them, and the projects around them.

/** Stages as they follow each other in long files; a file of many lines repeats them. */
const stages = [
  (/** @type {number} */ n) => `FROM node:22-bookworm-slim AS deps-${n}
WORKDIR /srv/app-${n}
ENV NODE_ENV=production \\
    NPM_CONFIG_LOGLEVEL=warn
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm \\
    npm ci --omit=dev && npm cache clean --force

`,
  (/** @type {number} */ n) => `FROM golang:1.26-alpine AS build-${n}
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=0.${n}.0
WORKDIR /src
RUN apk add --no-cache git ca-certificates
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# Static, so that it runs on an image without a libc.
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=\${TARGETARCH:-amd64} \\
    go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /out/server-${n} ./cmd/server

`,
  (/** @type {number} */ n) => `FROM python:3.13-slim AS python-${n}
ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
RUN set -eux; \\
    apt-get update; \\
    apt-get install -y --no-install-recommends build-essential curl libpq-dev; \\
    # The lists are of no use in the image.
    rm -rf /var/lib/apt/lists/*
RUN groupadd --system app && useradd --system --gid app --home-dir /app app
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY --chown=app:app . .
LABEL org.opencontainers.image.title="service ${n}" \\
      org.opencontainers.image.source=https://example.com/service-${n}
RUN if [ "$VERSION" = "edge" ]; then \\
      for plugin in metrics traces logs; do ./install.sh "$plugin" || exit 1; done; \\
    fi
USER app

`,
];

const last = (/** @type {number} */ n) => `FROM node:22-bookworm-slim
ENV NODE_ENV=production PORT=3000
WORKDIR /srv/app
COPY --from=deps-${n} /srv/app-${n}/node_modules ./node_modules
COPY . .
EXPOSE 3000
HEALTHCHECK CMD ["node", "healthcheck.js"]
USER node
CMD ["node", "server.js"]
`;

/** A Dockerfile of about so many lines. @param {number} lines */
export function dockerfileOf(lines) {
  let text = "# syntax=docker/dockerfile:1\n";
  let count = 1 + last(0).split("\n").length;
  for (let n = 0; count < lines; n++) {
    const stage = stages[n % stages.length]?.(n) ?? "";
    text += stage;
    count += stage.split("\n").length - 1;
  }
  return text + last(0);
}

/** A Dockerfile of about so many lines in one stage. @param {number} lines */
export function singleStageOf(lines) {
  const [head = "", ...bodies] = dockerfileOf(lines).split(/^FROM .*\n/m);
  const body = bodies.join("").replace(/^COPY --from=\S+ /gm, "COPY ");
  return `${head}FROM node:22-bookworm-slim\n${body}`;
}

/** The files around it. */
export const project = {
  "package.json": JSON.stringify({
    name: "shop",
    main: "server.js",
    scripts: { start: "node server.js", dev: "nodemon server.js", build: "tsc -p ." },
    dependencies: { express: "^5.1.0", pg: "^8.16.0" },
    devDependencies: { nodemon: "^3.1.0", typescript: "^5.9.0" },
  }),
  "package-lock.json": "{}",
  "server.js": "import express from 'express';\nconst app = express();\napp.listen(process.env.PORT ?? 3000);\n",
  "requirements.txt": "flask==3.1.2\n",
  ".dockerignore": "node_modules\n.git\n.env*\n",
  "compose.yaml": "services:\n  shop:\n    build: .\n    ports: ['3000:3000']\n",
};

/** Small projects, for many files at once: the files of one by name. */
export const services = [
  (/** @type {number} */ n) => ({ Dockerfile: dockerfileOf(12), "package.json": project["package.json"].replace("shop", `shop-${n}`) }),
  (/** @type {number} */ n) => ({
    Dockerfile: `FROM node:latest\nWORKDIR /app\nCOPY . .\nRUN npm install\nENV DB_PASSWORD=s3cret-${n}\nEXPOSE 3000\nCMD npm start\n`,
    "package.json": project["package.json"],
    "package-lock.json": project["package-lock.json"],
  }),
  (/** @type {number} */ n) => ({ Dockerfile: dockerfileOf(60).replaceAll("service ", `service ${n} `), ".dockerignore": ".git\n.env\n" }),
  (/** @type {number} */ n) => ({
    Dockerfile: `${stages[1]?.(n)}FROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build-${n} /out/server-${n} /server\nENTRYPOINT ["/server"]\n`,
    "go.mod": `module example.com/service-${n}\n\ngo 1.26\n`,
  }),
  (/** @type {number} */ n) => ({
    Dockerfile: `${stages[2]?.(n)}EXPOSE 8000\nCMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]\n`,
    "requirements.txt": project["requirements.txt"],
    "app.py": "from flask import Flask\napp = Flask(__name__)\n",
  }),
];
