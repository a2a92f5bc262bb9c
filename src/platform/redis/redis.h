#pragma once
// A connection to Redis (RESP2, https://redis.io/docs/latest/develop/reference/protocol-spec/). One connection carries
// the commands of any number of coroutines: what waits at the same moment is written together (pipelining) and answers
// are handed out in order. It connects when first used, again after every failure, and never repeats a command that may
// have been executed.
// An absent Redis costs its callers next to nothing: within 200 ms of a failed attempt they are told at once. After a
// deadline that Redis let pass, attempts go on behind their backs: each caller is told at once until one succeeds.
// Threads: a Client belongs to one io_context, is used from its thread alone and goes before it.

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/secret.h"
#include "platform/async/task.h"

namespace foyer::redis {

/// Gone, slow, or no Redis: whether the command was executed is unknown.
struct Unavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What Redis answered with "-": "WRONGTYPE Operation against a key…". The text holds no argument of ours but may
/// repeat names of keys.
struct Failure {
  std::string text;
};

struct Reply;
using Array = std::vector<Reply>;

/// nil is std::monostate; simple and bulk strings are one.
struct Reply {
  std::variant<std::monostate, std::int64_t, std::string, Array, Failure> value;

  bool is_nil() const noexcept { return std::holds_alternative<std::monostate>(value); }
  const std::int64_t* integer() const noexcept { return std::get_if<std::int64_t>(&value); }
  const std::string* text() const noexcept { return std::get_if<std::string>(&value); }
  const Array* array() const noexcept { return std::get_if<Array>(&value); }
  const Failure* failure() const noexcept { return std::get_if<Failure>(&value); }
};

/// The words of one command, at least one, binary safe. Never SUBSCRIBE (see Subscriber), MONITOR or CLIENT REPLY: what
/// is not answered once closes the connection.
using Command = std::vector<std::string>;

struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  int database = 0;
  bool tls = false;  ///< rediss://
  std::string user;
  Secret password;
  std::string ca_file;  ///< with tls; empty: the system's
  std::chrono::milliseconds connect_timeout{1'000};
  std::chrono::milliseconds command_timeout{2'000};
  std::size_t most_waiting = 10'000;                   ///< commands in flight; one more is Unavailable
  std::size_t longest_reply = std::size_t{64} << 20U;  ///< bytes in memory; a longer one closes the connection

  Options copy() const;
};

/// redis://[user[:password]@]host[:port][/database] and rediss://; percent-encoding in user and password. Nothing if it
/// is not one.
std::optional<Options> parse_url(std::string_view);

/// A script that Redis keeps: sent by its SHA-1, in full when Redis has forgotten it. Any thread.
class Script {
 public:
  explicit Script(std::string_view source) : source_{source} {}
  const std::string& source() const noexcept { return source_; }
  /// Computed when it is first asked for: scripts are constants of a binary most of whose commands ask no Redis.
  const std::string& sha1() const;

 private:
  std::string source_;
  mutable std::once_flag computed_;
  mutable std::string sha1_;
};

class Client {
 public:
  Client(Executor, Options);
  ~Client();

  /// Throws Unavailable. An answer that Redis calls an error is a Failure in the reply.
  Task<Reply> run(Command);
  /// As above with a patience of its own, for commands that block; use a Client of their own for those, since nothing
  /// behind them is answered meanwhile.
  Task<Reply> run(Command, std::chrono::milliseconds timeout);
  /// All in one write; the replies in order.
  Task<Array> run_all(std::vector<Command>);
  /// MULTI … EXEC in one write; nothing if a watched key changed. A command that Redis refused to queue makes the whole
  /// a Failure of one reply.
  Task<std::optional<Array>> transact(std::vector<Command>);
  Task<Reply> eval(const Script&, std::vector<std::string> keys, std::vector<std::string> arguments);

  /// False until connected, and from a failure until the next success.
  bool healthy() const noexcept;
  /// Fails what is waiting; later commands connect again.
  void close();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

/// Why Redis does not answer, or nothing. Waits for it, at most as long as the options let it.
std::string trouble_with(const Options&);

}  // namespace foyer::redis
