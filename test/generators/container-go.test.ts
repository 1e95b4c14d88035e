import { describe, expect, it } from "vitest";
import { combinations, expectLawful, type Files, project, textOf } from "./support.ts";

const service = project("go-service");
const main = 'package main\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n';
const module = "module example.com/acme/shop\n\ngo 1.27\n";

const projects: Readonly<Record<string, Files>> = {
  "a service": service,
  gin: { "go.mod": `${module}\nrequire github.com/gin-gonic/gin v1.11.0\n`, "go.sum": "", "main.go": main },
  "a program without HTTP": { "go.mod": module, "main.go": "package main\n\nfunc main() {}\n" },
  cgo: { "go.mod": `${module}\nrequire github.com/mattn/go-sqlite3 v1.14.32\n`, "go.sum": "", "main.go": main },
  "C++": { "go.mod": `${module}\nrequire github.com/marcboeker/go-duckdb v1.8.5\n`, "go.sum": "", "main.go": main },
  "vendored modules": { "go.mod": module, "go.sum": "", "vendor/modules.txt": "", "main.go": main },
  "private modules": { "go.mod": module, "go.sum": "", "main.go": main, Makefile: "GOPRIVATE=git.example.com/acme\n" },
};

describe("the container generator for Go", () => {
  it.each(combinations({ name: Object.keys(projects), base: ["distroless", "alpine", "slim"], port: [8080, 9090] }))(
    "is lawful for $name on $base with port $port",
    ({ name, ...answers }) => {
      const text = textOf(expectLawful("container", projects[String(name)] ?? {}, answers), "Dockerfile");
      expect(text).toMatch(/^USER \d+:\d+$/m);
      expect(text).toMatch(/^ENTRYPOINT \["\/\w+"\]$/m);
    },
  );

  it("builds a static program for the platform that is asked for", () => {
    const text = textOf(expectLawful("container", service), "Dockerfile");
    expect(text).toContain("FROM --platform=$BUILDPLATFORM golang:${GO_VERSION}-trixie AS build");
    expect(text).toContain('CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags="-s -w" -o /out/api ./cmd/api');
    expect(text).toContain("FROM gcr.io/distroless/static-debian13:nonroot AS runtime");
    expect(text).toContain('CMD ["/api", "healthcheck"]');
  });

  it("links with C where the program needs it, for the system that it runs on", () => {
    const text = (name: string, base: string) => textOf(expectLawful("container", projects[name] ?? {}, { base }), "Dockerfile");
    expect(text("cgo", "distroless")).toMatch(
      /FROM golang:\S+-trixie AS build[\s\S]*CGO_ENABLED=1 go build[\s\S]*distroless\/base-debian13/,
    );
    expect(text("cgo", "alpine")).toMatch(/FROM golang:\S+-alpine\S+ AS build\nRUN apk add --no-cache gcc musl-dev/);
    expect(text("C++", "distroless")).toContain("distroless/cc-debian13");
  });

  it("says that an image without tools cannot be asked, and how that is mended", () => {
    const result = expectLawful("container", projects.gin ?? {});
    expect(textOf(result, "Dockerfile")).not.toContain("HEALTHCHECK");
    expect(result.notes.join("\n")).toContain("`health` generator");
    expect(textOf(expectLawful("container", projects.gin ?? {}, { base: "alpine" }), "Dockerfile")).toContain("HEALTHCHECK");
  });

  it("builds another of several programs where that is asked for", () => {
    const files = { "go.mod": module, "go.sum": "", "cmd/shop/main.go": main, "cmd/admin/main.go": main };
    const first = expectLawful("container", files);
    expect(textOf(first, "Dockerfile")).toContain("-o /out/shop ./cmd/shop");
    expect(first.notes.join("\n")).toContain("`cmd/admin`");
    const other = textOf(
      expectLawful("container", files, { buildCommand: "go build -tags=pro ./cmd/admin", command: "/admin serve" }),
      "Dockerfile",
    );
    expect(other).toContain("-o /out/admin -tags=pro ./cmd/admin");
    expect(other).toContain('ENTRYPOINT ["/admin"]\nCMD ["serve"]');
  });

  it("copies what the program opens where it is started", () => {
    const files: Files = {
      "go.mod": module,
      "main.go": `package main\n\nfunc main() {\n\tt := template.Must(template.ParseGlob("templates/*.html"))\n\thttp.Handle("/", http.FileServer(http.Dir("./public")))\n\thttp.ListenAndServe(":8080", nil)\n}\n`,
      "templates/a.html": "",
      "public/a.css": "",
      Dockerfile: "FROM alpine:3.24\nCOPY ./messages ./messages\nCOPY gone .\n",
      "messages/de.json": "",
    };
    const text = textOf(expectLawful("container", files, {}, { replaces: true }), "Dockerfile");
    expect(text).toContain("WORKDIR /app\nCOPY messages messages\nCOPY templates templates\nCOPY public public\n");
  });

  it("takes a module of a workspace from the root, with the others' manifests", () => {
    const files: Files = {
      "go.work": "go 1.27\n\nuse ./api\nuse ./core\n",
      "api/go.mod": module,
      "api/go.sum": "",
      "api/main.go": main,
      "core/go.mod": "module core\n",
    };
    const text = textOf(expectLawful("container", files, {}, { folder: "api" }), "api/Dockerfile");
    for (const path of ["go.work", "api/go.mod", "api/go.sum", "core/go.mod"]) expect(text).toContain(`source=${path},target=/src/${path}`);
    expect(text).toContain("WORKDIR /src/api");
  });
});
