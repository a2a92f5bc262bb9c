#include "load/options.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <optional>

namespace load {
namespace {

/// http://127.0.0.1:8000 and nothing behind it: the generator runs beside the server.
std::optional<sockaddr_in> server_at(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  const auto colon = url.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = url.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), number);
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(number);
  const bool good = failure == std::errc{} && end == port.data() + port.size() && number > 0 &&
                    ::inet_pton(AF_INET, std::string{url.substr(0, colon)}.c_str(), &out.sin_addr) == 1;
  return good ? std::optional{out} : std::nullopt;
}

struct Words {
  std::string url, mix, sessions, accounts, newcomers;
  double warm_up = 1, seconds = 5, timeout = 30, late_ms = 1;
};

void declare(CLI::App& app, Options& out, Words& words) {
  const auto positive = CLI::Range(1e-3, 1e6);
  app.add_option("--url", words.url, "server, such as http://127.0.0.1:8000")->required();
  app.add_option("--mix", words.mix, "shares of profile, jwks, refresh, login, register")->default_str("profile");
  app.add_option("--rate", out.rate, "arrivals a second; 0: ask again when answered")->check(CLI::Range(0.0, 1e7));
  app.add_option("--connections", out.connections, "opened at the start (64)")->check(CLI::Range(1, 50'000));
  app.add_option("--most-connections", out.most, "of them, with --rate, when none is free (4 x --connections)")
      ->check(CLI::Range(1, 50'000));
  app.add_option("--threads", out.threads, "each with its share of all (1)")->check(CLI::Range(1, 256));
  app.add_option("--count", out.count, "end after this many requests, without --warm-up");
  app.add_option("--seconds", words.seconds, "counted (5)")->check(positive);
  app.add_option("--warm-up", words.warm_up, "seconds before, not counted (1)")->check(CLI::Range(0.0, 1e6));
  app.add_option("--timeout", words.timeout, "seconds an answer may take (30)")->check(positive);
  app.add_option("--late-ms", words.late_ms, "own p99 lateness that makes a run worthless (1)")->check(positive);
  app.add_flag("--real-time", out.real_time, "be scheduled before the server, as another machine would, if allowed");
  app.add_option("--sessions", words.sessions, "file of answers to logins, one a line, for profile and refresh");
  app.add_option("--sessions-out", out.sessions_out,
                 "file for the sessions there are afterwards, with those of logins");
  app.add_option("--accounts", words.accounts, "of logins, such as viewer{}@cinema.example:0-999");
  app.add_option("--newcomers", words.newcomers, "to register, such as new{}@cinema.example:0");
  app.add_option("--password", out.password, "of accounts and newcomers");
  app.add_option("--out", out.out, "file for the figures as JSON, - for standard output");
}

template <class Value>
std::string take(std::expected<Value, std::string> read, Value& out) {
  if (!read) return std::move(read.error());
  out = std::move(*read);
  return {};
}

/// What is wrong with the words, or how they contradict each other; else empty.
std::string settle(const Words& words, Options& out) {
  const auto server = server_at(words.url);
  if (!server) return fmt::format("--url: '{}' is not like http://127.0.0.1:8000", words.url);
  out.server = *server;
  std::string wrong = take(Mix::parse(words.mix.empty() ? "profile" : words.mix), out.mix);
  if (!wrong.empty()) return "--mix: " + wrong;
  if (!words.sessions.empty()) wrong = take(read_sessions(words.sessions), out.sessions);
  if (wrong.empty() && !words.accounts.empty()) wrong = take(Accounts::parse(words.accounts), out.accounts);
  if (wrong.empty() && !words.newcomers.empty()) wrong = take(Accounts::parse(words.newcomers), out.newcomers);
  if (!wrong.empty()) return wrong;
  if (out.connections == 0) out.connections = 64;
  if (out.most == 0) out.most = std::max(out.connections, std::min(4 * out.connections, 50'000U));
  if (out.most < out.connections) return "--most-connections is below --connections";
  if (out.count > 0 && out.rate > 0) return "--count and --rate exclude each other";
  if (out.connections < out.threads) return "--threads: each needs a connection at least";
  if (out.mix.has(Kind::profile) || out.mix.has(Kind::refresh)) {
    if (out.sessions.size() < out.threads) return "--sessions: profile and refresh need one for each thread at least";
  }
  if (out.mix.has(Kind::login) && !out.accounts.ends()) return "--accounts: logins need a range, as :0-999";
  if (out.mix.has(Kind::sign_up) && (out.newcomers.empty() || out.newcomers.ends())) {
    return "--newcomers: registrations need addresses without an end, as new{}@cinema.example:0";
  }
  if ((out.mix.has(Kind::login) || out.mix.has(Kind::sign_up)) && out.password.empty()) return "--password is missing";
  out.warm_up = std::chrono::duration<double>{out.count > 0 ? 0 : words.warm_up};
  out.length = std::chrono::duration<double>{words.seconds};
  out.timeout = std::chrono::duration<double>{words.timeout};
  out.late = std::chrono::duration<double, std::milli>{words.late_ms};
  return {};
}

}  // namespace

std::expected<Options, std::string> read_options(int argc, const char* const* argv) {
  CLI::App app{"Sends Foyer requests, by a schedule or as fast as they are answered, and tells how long answers took."};
  Options out;
  Words words;
  declare(app, out, words);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return std::unexpected{std::string{}};
  } catch (const CLI::ParseError& failure) {
    return std::unexpected{std::string{failure.what()}};
  }
  if (auto wrong = settle(words, out); !wrong.empty()) return std::unexpected{std::move(wrong)};
  return out;
}

}  // namespace load
