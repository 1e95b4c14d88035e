/** A program that serves requests, and how it is told its port. */
export interface Server {
  /** The program, or the program with the words that make it a server: `manage.py runserver`. */
  readonly call: RegExp;
  readonly protocol: "http" | "fastcgi" | "tcp";
  /** The options whose value holds the port. */
  readonly options: readonly string[];
  /** The options whose value is a file that may hold it. */
  readonly settings?: readonly string[];
  /** The port where no option names one; undefined where it varies. */
  readonly port: number | undefined;
  /** The ecosystem whose project may tell more about it. */
  readonly ecosystem?: "node" | "python" | "ruby" | "php" | "java" | "dotnet";
}

/**
 * Servers by the call that starts them, program and arguments joined by blanks. Default ports are those of each program's
 * documentation, read in November 2026.
 */
export const servers: readonly Server[] = [
  { call: /^gunicorn\b/, protocol: "http", options: ["-b", "--bind"], settings: ["-c", "--config"], port: 8000, ecosystem: "python" },
  { call: /^(uvicorn|granian)\b/, protocol: "http", options: ["--port"], port: 8000, ecosystem: "python" },
  { call: /^hypercorn\b/, protocol: "http", options: ["-b", "--bind"], settings: ["-c", "--config"], port: 8000, ecosystem: "python" },
  { call: /^daphne\b/, protocol: "http", options: ["-p", "--port"], port: 8000, ecosystem: "python" },
  { call: /^waitress-serve\b/, protocol: "http", options: ["--port", "--listen"], port: 8080, ecosystem: "python" },
  { call: /^flask (.* )?run\b/, protocol: "http", options: ["-p", "--port"], port: 5000, ecosystem: "python" },
  { call: /^fastapi (run|dev)\b/, protocol: "http", options: ["--port"], port: 8000, ecosystem: "python" },
  { call: /^streamlit run\b/, protocol: "http", options: ["--server.port"], port: 8501, ecosystem: "python" },
  {
    call: /^(python[\d.]* \S*manage\.py|django-admin|\S*manage\.py) runserver\b/,
    protocol: "http",
    options: ["runserver"],
    port: 8000,
    ecosystem: "python",
  },
  { call: /^http\.server\b/, protocol: "http", options: ["http.server"], port: 8000, ecosystem: "python" },
  { call: /^next start\b/, protocol: "http", options: ["-p", "--port"], port: 3000, ecosystem: "node" },
  { call: /^next( dev\b|$)/, protocol: "http", options: ["-p", "--port"], port: 3000, ecosystem: "node" },
  { call: /^(nuxt|nuxi) (start|preview|dev)\b/, protocol: "http", options: ["-p", "--port"], port: 3000, ecosystem: "node" },
  { call: /^(remix-serve|react-router-serve)\b/, protocol: "http", options: ["--port"], port: 3000, ecosystem: "node" },
  { call: /^vite preview\b/, protocol: "http", options: ["--port"], port: 4173, ecosystem: "node" },
  { call: /^vite( dev\b| serve\b|$| --)/, protocol: "http", options: ["--port"], port: 5173, ecosystem: "node" },
  { call: /^ng serve\b/, protocol: "http", options: ["--port"], port: 4200, ecosystem: "node" },
  { call: /^react-scripts start\b/, protocol: "http", options: [], port: 3000, ecosystem: "node" },
  { call: /^nest start\b/, protocol: "http", options: [], port: undefined, ecosystem: "node" },
  { call: /^serve\b/, protocol: "http", options: ["-l", "--listen", "-p", "--port"], port: 3000, ecosystem: "node" },
  { call: /^http-server\b/, protocol: "http", options: ["-p", "--port"], port: 8080, ecosystem: "node" },
  { call: /^(bin\/)?rails (s|server)\b/, protocol: "http", options: ["-p", "--port"], port: 3000, ecosystem: "ruby" },
  { call: /^thrust\b/, protocol: "http", options: [], port: 80, ecosystem: "ruby" },
  // Puma reads config/puma.rb unasked, where Rails has 3000.
  { call: /^puma\b/, protocol: "http", options: ["-p", "--port", "-b", "--bind"], port: undefined, ecosystem: "ruby" },
  { call: /^(rackup|falcon)\b/, protocol: "http", options: ["-p", "--port"], port: 9292, ecosystem: "ruby" },
  {
    call: /^unicorn\b/,
    protocol: "http",
    options: ["-p", "--port", "-l", "--listen"],
    settings: ["-c", "--config-file"],
    port: 8080,
    ecosystem: "ruby",
  },
  { call: /^php-fpm[\d.]*\b/, protocol: "fastcgi", options: [], port: 9000, ecosystem: "php" },
  { call: /^php (-\S+ )*-S\b/, protocol: "http", options: ["-S"], port: undefined, ecosystem: "php" },
  { call: /^php \S*artisan (serve|octane:\w+)\b/, protocol: "http", options: ["--port"], port: 8000, ecosystem: "php" },
  { call: /^frankenphp (run|php-server)\b/, protocol: "http", options: ["-l", "--listen"], port: 80, ecosystem: "php" },
  { call: /^(apache2-foreground|apache2ctl|apachectl|httpd-foreground|httpd|apache2)\b/, protocol: "http", options: [], port: 80 },
  { call: /^nginx\b/, protocol: "http", options: [], port: 80 },
  { call: /^caddy (run|start|file-server|reverse-proxy)\b/, protocol: "http", options: ["--listen", "--from"], port: 80 },
  { call: /^(traefik|lighttpd|openresty)\b/, protocol: "http", options: [], port: 80 },
  { call: /^haproxy\b/, protocol: "tcp", options: [], port: undefined },
  { call: /^catalina\.sh run\b/, protocol: "http", options: [], port: 8080, ecosystem: "java" },
  { call: /^postgres\b/, protocol: "tcp", options: ["-p"], port: 5432 },
  { call: /^(redis-server|valkey-server)\b/, protocol: "tcp", options: ["--port"], port: 6379 },
  { call: /^(mysqld|mariadbd|mysqld_safe)\b/, protocol: "tcp", options: ["--port", "-P"], port: 3306 },
  { call: /^mongod\b/, protocol: "tcp", options: ["--port"], port: 27017 },
  { call: /^rabbitmq-server\b/, protocol: "tcp", options: [], port: 5672 },
  { call: /^memcached\b/, protocol: "tcp", options: ["-p", "--port"], port: 11211 },
];

/** Programs that do a job and serve nobody: workers, schedulers, test runners, shells, tools. */
export const jobs: readonly RegExp[] = [
  /^celery (.* )?(worker|beat|flower)\b/,
  /^(sidekiq|rq|dramatiq|huey_consumer|arq|resque|good_job|cron|crond|supercronic|tail|sleep|true|false|echo|cat|ls|env|printenv|date)\b/,
  /^(bash|sh|ash|zsh|fish|dash)$/,
  /^(pytest|jest|vitest|mocha|tox|nox|rspec|phpunit|cypress|playwright|eslint|npm test|npm t|go test|cargo test)\b/,
  /^(terraform|kubectl|helm|aws|gcloud|git|curl|wget|ansible|ansible-playbook|make|pulumi|trivy)\b/,
  /^(php \S*artisan (queue:|schedule:)|rails runner|rake|bin\/jobs|python[\d.]* \S*manage\.py (migrate|collectstatic|rqworker|qcluster|process_tasks))/,
];
