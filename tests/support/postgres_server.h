#pragma once
// Private PostgreSQL servers for tests, on free loopback ports and without fsync. They end with the process they belong
// to, whatever becomes of it.

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace foyer::test {

class PostgresServer {
 public:
  /// One of this test alone, to be killed and started again.
  PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  /// The one server of a whole run: of all tests that one ctest starts, or of this process.
  static PostgresServer& shared();
  /// Whether this test program was asked to run on PostgreSQL (FOYER_TEST_DATABASE=postgres).
  static bool is_wanted();

  /// postgresql://foyer:…@127.0.0.1:PORT/name
  std::string url(const std::string& database) const;
  /// As a superuser; several statements are allowed. Throws std::runtime_error.
  void run(const std::string& database, const std::string& sql) const;
  /// The first column of the first row; empty for no row, NULL or an error.
  std::string ask(const std::string& database, const std::string& sql) const;

  /// As a power cut would; connections just end.
  void kill();
  void start_again();
  int port() const;

 private:
  PostgresServer(std::filesystem::path folder, pid_t watched);
  void start();
  std::string host_and_port() const;

  std::filesystem::path folder_;
  pid_t watched_;
  pid_t script_ = -1;
  bool own_;
};

/// An empty database on the shared server, gone with this.
class PostgresDatabase {
 public:
  PostgresDatabase();
  /// A copy of a template that `fill` makes when the run has none of that name yet.
  PostgresDatabase(const std::string& template_name, const std::function<void(const std::string& url)>& fill);
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;
  ~PostgresDatabase();

  const std::string& name() const { return name_; }
  std::string url() const { return PostgresServer::shared().url(name_); }
  void run(const std::string& sql) const { PostgresServer::shared().run(name_, sql); }
  std::string ask(const std::string& sql) const { return PostgresServer::shared().ask(name_, sql); }

 private:
  std::string name_;
};

}  // namespace foyer::test
