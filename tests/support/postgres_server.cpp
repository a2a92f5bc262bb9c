#include "tests/support/postgres_server.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>

extern char** environ;

namespace foyer::test {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Others may enter, because the server runs as another user when we are root.
fs::path make_folder() {
  std::string pattern = (fs::temp_directory_path() / "foyer-postgres-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
  ::chmod(pattern.c_str(), 0755);
  return pattern;
}

/// ctest runs each case as a process of its own; their server is ctest's.
pid_t owner_of_the_run() {
  const pid_t parent = ::getppid();
  const bool is_ctest = content("/proc/" + std::to_string(parent) + "/comm") == "ctest\n";
  return is_ctest ? parent : ::getpid();
}

/// Held by one process at a time, gone with it.
class FileLock {
 public:
  explicit FileLock(const fs::path& path) : file_{::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)} {
    if (file_ < 0 || ::flock(file_, LOCK_EX) != 0) throw std::runtime_error{"cannot lock " + path.string()};
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() { ::close(file_); }

 private:
  int file_;
};

std::string percent_encoded(const std::string& text) {
  static constexpr const char* digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

Connection connect(const std::string& url) {
  Connection conn{PQconnectdb(url.c_str()), &PQfinish};
  if (PQstatus(conn.get()) != CONNECTION_OK) throw std::runtime_error{PQerrorMessage(conn.get())};
  PQsetNoticeProcessor(conn.get(), [](void*, const char*) {}, nullptr);
  return conn;
}

void execute(PGconn* conn, const std::string& sql) {
  const Answer answer{PQexec(conn, sql.c_str()), &PQclear};
  const auto status = PQresultStatus(answer.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error{PQerrorMessage(conn)};
}

std::string first_cell(PGconn* conn, const std::string& sql) {
  const Answer answer{PQexec(conn, sql.c_str()), &PQclear};
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK || PQntuples(answer.get()) == 0) return {};
  return PQgetvalue(answer.get(), 0, 0);
}

std::string fresh_name() {
  static std::atomic<int> made = 0;
  return "t" + std::to_string(::getpid()) + "_" + std::to_string(++made);
}

constexpr const char* admin_database = "postgres";

}  // namespace

PostgresServer::PostgresServer() : folder_{make_folder()}, watched_{::getpid()}, own_{true} { start(); }

PostgresServer::PostgresServer(fs::path folder, pid_t watched)
    : folder_{std::move(folder)}, watched_{watched}, own_{false} {
  if (!fs::exists(folder_ / "ready")) start();
}

PostgresServer::~PostgresServer() {
  if (!own_) return;
  kill();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

PostgresServer& PostgresServer::shared() {
  static PostgresServer& server = []() -> PostgresServer& {
    const pid_t owner = owner_of_the_run();
    const fs::path folder = fs::temp_directory_path() / ("foyer-postgres-of-" + std::to_string(owner));
    const FileLock lock{folder.string() + ".lock"};
    fs::create_directory(folder);
    ::chmod(folder.c_str(), 0755);
    // Left to the script, which ends it with its owner.
    static PostgresServer one{folder, owner};
    fs::remove(folder.string() + ".lock");
    return one;
  }();
  return server;
}

bool PostgresServer::is_wanted() {
  const char* wanted = ::getenv("FOYER_TEST_DATABASE");
  return wanted != nullptr && std::string_view{wanted} == "postgres";
}

void PostgresServer::start() {
  for (const char* mark : {"ready", "failed"}) fs::remove(folder_ / mark);
  const std::string script = FOYER_POSTGRES_SCRIPT;
  const std::string folder = folder_.string();
  const std::string watched = std::to_string(watched_);
  const std::array<const char*, 5> words{"bash", script.c_str(), folder.c_str(), watched.c_str(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  // Nothing of ours stays open in it: whoever reads our output waits for its last holder.
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  const int failed =
      ::posix_spawnp(&script_, "bash", &actions, &attributes, const_cast<char* const*>(words.data()), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error{"cannot start " + script};
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{60};
  while (!fs::exists(folder_ / "ready")) {
    if (fs::exists(folder_ / "failed")) throw std::runtime_error{"PostgreSQL: " + content(folder_ / "failed")};
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error{"PostgreSQL does not start"};
    ::poll(nullptr, 0, 5);
  }
}

void PostgresServer::kill() {
  std::ifstream pid_file{folder_ / "data" / "postmaster.pid"};
  pid_t postmaster = 0;
  if (pid_file >> postmaster) ::kill(postmaster, SIGQUIT);
  ::waitpid(script_, nullptr, 0);
}

void PostgresServer::start_again() { start(); }

int PostgresServer::port() const { return std::stoi(content(folder_ / "port")); }

std::string PostgresServer::url(const std::string& database) const {
  return "postgresql://foyer:" + percent_encoded(content(folder_ / "password")) +
         "@127.0.0.1:" + std::to_string(port()) + "/" + database;
}

void PostgresServer::run(const std::string& database, const std::string& sql) const {
  execute(connect(url(database)).get(), sql);
}

std::string PostgresServer::ask(const std::string& database, const std::string& sql) const {
  return first_cell(connect(url(database)).get(), sql);
}

PostgresDatabase::PostgresDatabase() : name_{fresh_name()} {
  PostgresServer::shared().run(admin_database, "CREATE DATABASE " + name_);
}

PostgresDatabase::PostgresDatabase(const std::string& template_name,
                                   const std::function<void(const std::string& url)>& fill)
    : name_{fresh_name()} {
  PostgresServer& server = PostgresServer::shared();
  const Connection admin = connect(server.url(admin_database));
  execute(admin.get(), "SELECT pg_advisory_lock(1)");
  const std::string found =
      first_cell(admin.get(), "SELECT datistemplate FROM pg_database WHERE datname = '" + template_name + "'");
  if (found != "t") {
    execute(admin.get(), "DROP DATABASE IF EXISTS " + template_name + " WITH (FORCE)");
    execute(admin.get(), "CREATE DATABASE " + template_name);
    fill(server.url(template_name));
    execute(admin.get(), "ALTER DATABASE " + template_name + " IS_TEMPLATE true");
  }
  execute(admin.get(), "SELECT pg_advisory_unlock(1)");
  execute(admin.get(), "CREATE DATABASE " + name_ + " TEMPLATE " + template_name);
}

PostgresDatabase::~PostgresDatabase() {
  try {
    PostgresServer::shared().run(admin_database, "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  } catch (const std::runtime_error&) {
    // It goes with the server.
  }
}

}  // namespace foyer::test
