import type { BackingService } from "../../detection/names.ts";
import { goProject } from "../../workspace/project/go.ts";
import type { Generation, Plan } from "../model.ts";
import { cacheSeconds, checkSeconds, shutdownShares } from "./contract.ts";
import { healthPaths, pathNote } from "./paths.ts";

/** A package of handlers and of the server's end, on the standard library alone: every framework serves what `net/http` serves. */
export function goHealth(plan: Plan): Generation {
  const { answers, workspace } = plan;
  const { folder, framework, checks } = answers;
  const project = goProject(folder, workspace);
  const home = folder === "" ? "internal/health" : `${folder}/internal/health`;
  const imported = `${project?.module ?? answers.service}/internal/health`;
  const port = answers.port ?? 8080;
  return {
    files: [
      { path: `${home}/health.go`, text: endpoints(plan), about: "Health endpoints" },
      {
        path: `${home}/serve.go`,
        text: serving(plan),
        about: "A server that ends without losing a request, and the probe for images without a shell",
      },
    ],
    notes: [
      `In \`${goMain(plan)}\`, import \`${imported}\` and begin \`main\` with \`if len(os.Args) > 1 && os.Args[1] == "healthcheck" { os.Exit(health.Probe("127.0.0.1:${port}")) }\`: the image's HEALTHCHECK calls it.`,
      `There, make \`h := health.New(${checks.map((service) => pings[service]).join(", ")})\`, and serve with ${serveLine(framework, port)}; it returns once all requests are answered.`,
      ...pathNote(plan),
    ],
  };
}

/** How each framework is served. Fiber stands on another library than the rest. */
function serveLine(framework: string, port: number): string {
  const server = (handler: string) =>
    `\`server := health.NewServer(":${port}", h.Wrap(${handler}))\` and \`err := h.Serve(server.ListenAndServe, server.Shutdown)\``;
  switch (framework) {
    case "fiber":
      return `\`app.Use(adaptor.HTTPMiddleware(h.Wrap))\` before all routes and \`err := h.Serve(func() error { return app.Listen(":${port}") }, app.ShutdownWithContext)\``;
    case "gin":
      return `${server("engine")} (the \`gin.Engine\`) instead of \`engine.Run\``;
    case "echo":
      return `${server("e")} (the \`echo.Echo\`) instead of \`e.Start\``;
    case "chi":
      return `${server("router")} (the \`chi.Router\`) instead of \`http.ListenAndServe\``;
    default:
      return `${server("mux")} (your \`http.Handler\`) instead of \`http.ListenAndServe\``;
  }
}

/** What asks each service, with the usual driver. */
const pings: Readonly<Record<BackingService, string>> = {
  postgres: "db.PingContext",
  mysql: "db.PingContext",
  mariadb: "db.PingContext",
  mongodb: "func(ctx context.Context) error { return client.Ping(ctx, nil) }",
  redis: "func(ctx context.Context) error { return cache.Ping(ctx).Err() }",
  rabbitmq: 'func(context.Context) error { if queue.IsClosed() { return errors.New("closed") }; return nil }',
};

/** Where the program begins: `cmd/shop/main.go:12`. */
export function goMain({ answers: { folder }, application, workspace }: Plan): string {
  const program = application.go?.programs[0] ?? "";
  const home = [folder, program].filter(Boolean).join("/");
  const names = (workspace.list(home) ?? [])
    .filter(({ name }) => name.endsWith(".go") && !name.endsWith("_test.go"))
    .map(({ name }) => name);
  for (const name of ["main.go", ...names]) {
    const path = home === "" ? name : `${home}/${name}`;
    const line = (workspace.read(path) ?? "").split("\n").findIndex((one) => /^func main\(\)/.test(one)) + 1;
    if (line > 0) return `${path}:${line}`;
  }
  return "main.go";
}

function endpoints(plan: Plan): string {
  const { details, checks } = plan.answers;
  const paths = healthPaths(plan);
  const hasDetails = details === "token";
  const hasChecks = checks.length > 0;
  const imports = [
    ...(hasChecks ? ["context"] : []),
    ...(hasDetails ? ["crypto/subtle"] : []),
    "encoding/json",
    ...(hasChecks ? ["log/slog"] : []),
    "net/http",
    ...(hasDetails ? ["os"] : []),
    ...(hasChecks ? ["sync"] : []),
    "sync/atomic",
    ...(hasChecks || hasDetails ? ["time"] : []),
  ];
  const status = (results: string) => (hasChecks ? `h.status(${results})` : "h.status()");
  return `// Package health answers whether the process works and whether it takes requests.
package health

import (
${imports.map((name) => `\t"${name}"\n`).join("")})

${hasChecks ? checkTypes : ""}// Health is the state of this process: ready between the start of Serve and the signal to stop.
type Health struct {
${structFields(hasChecks, hasDetails)}}

${hasChecks ? newWithChecks(checks, hasDetails) : newWithout(hasDetails)}
// Wrap answers the health endpoints before any middleware of next can refuse or log them.
func (h *Health) Wrap(next http.Handler) http.Handler {
	endpoints := map[string]http.HandlerFunc{
${aligned([[`"${paths.live}":`, "livez,"], [`"${paths.ready}":`, "h.readyz,"], ...(hasDetails ? [[`"${paths.details}":`, "h.details,"] as const] : [])])}	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		endpoint, ok := endpoints[r.URL.Path]
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		endpoint(w, r)
	})
}

func livez(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"status": "ok"})
}

${
  hasChecks
    ? `func (h *Health) readyz(w http.ResponseWriter, r *http.Request) {
	if !h.ready.Load() {
		answer(w, map[string]any{"status": "down"})
		return
	}
	answer(w, map[string]any{"status": h.status(h.run(r.Context()))})
}`
    : `func (h *Health) readyz(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"status": h.status()})
}`
}
${hasDetails ? detailsHandler(hasChecks, status) : ""}
func answer(w http.ResponseWriter, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	if body["status"] == "down" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(body)
}

${hasChecks ? running : statusWithout}`;
}

function structFields(hasChecks: boolean, hasDetails: boolean): string {
  if (hasChecks)
    return `	ready  atomic.Bool
	checks []check
${hasDetails ? "\n\tstarted time.Time\n" : ""}
	mu      sync.Mutex
	results []result
	checked time.Time
`;
  return hasDetails ? "\tready   atomic.Bool\n\tstarted time.Time\n" : "\tready atomic.Bool\n";
}

const checkTypes = `const (
	checkTimeout  = ${seconds(checkSeconds)} // less than a probe waits
	cacheDuration = ${seconds(cacheSeconds)}
)

// Ping asks a dependency whether it works, within the time that the context leaves.
type Ping func(context.Context) error

type check struct {
	name     string
	critical bool
	ping     Ping
}

type result struct {
	check
	up      bool
	latency time.Duration
}

`;

function newWithChecks(checks: readonly BackingService[], hasDetails: boolean): string {
  return `// New takes what no request can be answered without. A shared service that stumbles makes
// every replica unready at once: leave out what some requests can do without.
func New(${checks.join(", ")} Ping) *Health {
	h := &Health{}
${hasDetails ? "\th.started = time.Now()\n" : ""}${checks.map((service) => `\th.checks = append(h.checks, check{"${service}", true, ${service}})\n`).join("")}	return h
}

// Optional adds what the service answers without, but worse. Call it before Serve.
func (h *Health) Optional(name string, ping Ping) {
	h.checks = append(h.checks, check{name, false, ping})
}
`;
}

function newWithout(hasDetails: boolean): string {
  return `// New gives a process that is not ready before Serve.
func New() *Health {
	return &Health{${hasDetails ? "started: time.Now()" : ""}}
}
`;
}

const statusWithout = `func (h *Health) status() string {
	if h.ready.Load() {
		return "ok"
	}
	return "down"
}
`;

const running = `func (h *Health) status(results []result) string {
	status := "ok"
	for _, r := range results {
		if !r.up && r.critical {
			return "down"
		}
		if !r.up {
			status = "degraded"
		}
	}
	if !h.ready.Load() {
		return "down"
	}
	return status
}

func (h *Health) run(ctx context.Context) []result {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.checked) <= cacheDuration {
		return h.results
	}
	// Others get the results too: they outlive the request that asked first.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkTimeout)
	defer cancel()
	results := make([]result, len(h.checks))
	var wg sync.WaitGroup
	for i, c := range h.checks {
		wg.Add(1)
		go func(i int, c check) {
			defer wg.Done()
			results[i] = c.run(ctx)
		}(i, c)
	}
	wg.Wait()
	h.results, h.checked = results, time.Now()
	return results
}

func (c check) run(ctx context.Context) result {
	begun := time.Now()
	// Buffered, for a ping that does not heed the context and comes back later.
	done := make(chan error, 1)
	go func() { done <- c.ping(ctx) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		slog.Warn("health check failed", "check", c.name, "error", err)
	}
	return result{c, err == nil, time.Since(begun)}
}
`;

function detailsHandler(hasChecks: boolean, status: (results: string) => string): string {
  return `
// details names what it stands on, for who knows the token.
func (h *Health) details(w http.ResponseWriter, r *http.Request) {
	token := os.Getenv("HEALTH_TOKEN")
	if token == "" {
		http.NotFound(w, r)
		return
	}
	given := r.Header.Get("Authorization")
	if subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) != 1 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
${
  hasChecks
    ? `	results := h.run(r.Context())
	checks := map[string]any{}
	for _, r := range results {
		status := "up"
		if !r.up {
			status = "down"
		}
		checks[r.name] = map[string]any{
			"status":       status,
			"isCritical":   r.critical,
			"milliseconds": r.latency.Milliseconds(),
		}
	}
`
    : ""
}	answer(w, map[string]any{
		"status":        ${status("results")},
		"version":       os.Getenv("APP_VERSION"),
		"uptimeSeconds": int(time.Since(h.started).Seconds()),
		"timestamp":     time.Now().UTC().Format(time.RFC3339),
${hasChecks ? '\t\t"checks":        checks,\n' : ""}	})
}
`;
}

function serving(plan: Plan): string {
  const { drain, finish } = shutdownShares(plan.answers);
  return `package health

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const (
	// How long it goes on answering after the signal, until no balancer sends requests.
	drain = ${seconds(drain)}
	// What requests under way may take to finish after that.
	shutdownTimeout = ${seconds(finish)}
)

// NewServer gives a server that slow clients cannot keep connections of for ever.
func NewServer(address string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              address,
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       time.Minute,
	}
}

// Serve is ready until SIGTERM or SIGINT, then goes on answering while balancers take the
// process out, then lets requests under way finish. A second signal ends it at once.
func (h *Health) Serve(listen func() error, shutdown func(context.Context) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- listen() }()
	h.ready.Store(true)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	h.ready.Store(false)
	stop()
	time.Sleep(drain)
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	if err := shutdown(ctx); err != nil {
		return err
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Probe asks the process at an address whether it lives, for the image's HEALTHCHECK; it
// gives the exit code.
func Probe(address string) int {
	client := http.Client{Timeout: 2 * time.Second}
	response, err := client.Get("http://" + address + "${healthPaths(plan).live}")
	if err != nil {
		return 1
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}
`;
}

function seconds(count: number): string {
  return count === 0 ? "0" : count === 1 ? "time.Second" : `${count} * time.Second`;
}

/** Keys and values of a literal, as gofmt lays them out. */
function aligned(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(...entries.map(([key]) => key.length));
  return entries.map(([key, value]) => `\t\t${key.padEnd(width)} ${value}\n`).join("");
}
