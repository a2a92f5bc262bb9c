// rediss://: the server proves its name, or nothing is said to it.

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <stdexcept>

#include "tests/contract/redis/fixture.h"

namespace foyer::redis {
namespace {

class OverTls : public OnRedis {
 protected:
  /// Redis listens with a certificate of its own making for `name`, such as "IP:127.0.0.1".
  void serve_as(const std::string& name) {
    const auto folder = server.folder();
    const auto made =
        test::run({.words = {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                             "-nodes", "-days", "1", "-subj", "/CN=redis", "-addext", "subjectAltName=" + name,
                             "-keyout", "key.pem", "-out", "certificate.pem"},
                   .folder = folder,
                   .name = "openssl"});
    if (made.exit_code != 0) throw std::runtime_error{made.err};
    // Redis runs as somebody else.
    ::chmod((folder / "key.pem").c_str(), 0644);
    tls_port = test::free_port();
    const Reply set = run(client.run({"CONFIG", "SET", "tls-cert-file", folder / "certificate.pem", "tls-key-file",
                                      folder / "key.pem", "tls-ca-cert-file", folder / "certificate.pem",
                                      "tls-auth-clients", "no", "tls-port", std::to_string(tls_port)}));
    if (const Failure* failure = set.failure()) throw std::runtime_error{failure->text};
  }
  Options secured() const {
    Options out = server.options();
    out.tls = true;
    out.port = tls_port;
    out.ca_file = server.folder() / "certificate.pem";
    return out;
  }
  std::string trouble(Options options) {
    Client other{io.get_executor(), impatient(std::move(options))};
    return trouble_of(io, other.run({"PING"}));
  }

  std::uint16_t tls_port = 0;
};

TEST_F(OverTls, CarriesWhatPlainConnectionsCarry) {
  serve_as("IP:127.0.0.1");
  Options patient = secured();
  patient.connect_timeout = patient.command_timeout = std::chrono::seconds{30};
  Client other{io.get_executor(), std::move(patient)};
  const std::string large(std::size_t{3} << 20U, 'x');
  EXPECT_EQ(*run(other.run({"SET", "large", large})).text(), "OK");
  EXPECT_TRUE(*run(other.run({"GET", "large"})).text() == large);
  EXPECT_EQ(run(other.run_all(std::vector<Command>(5'000, Command{"PING"}))).size(), 5'000U);
}

TEST_F(OverTls, RefusesAServerThatProvesNothing) {
  serve_as("IP:127.0.0.1");
  Options trusting_the_system = secured();
  trusting_the_system.ca_file.clear();
  const std::string told = trouble(std::move(trusting_the_system));
  EXPECT_TRUE(told.contains("offers no TLS we accept")) << told;
}

TEST_F(OverTls, RefusesAnotherServersName) {
  serve_as("DNS:elsewhere.example");
  const std::string told = trouble(secured());
  EXPECT_TRUE(told.contains("offers no TLS we accept")) << told;
}

TEST_F(OverTls, IsNotMistakenForPlainConnections) {
  serve_as("IP:127.0.0.1");
  Options plain = secured();
  plain.tls = false;
  EXPECT_NE(trouble(std::move(plain)), "");
  Options tls_to_plain = secured();
  tls_to_plain.port = server.port();
  EXPECT_NE(trouble(std::move(tls_to_plain)), "");
}

TEST_F(OverTls, SaysWhichFileHoldsNoCertificates) {
  serve_as("IP:127.0.0.1");
  Options wrong = secured();
  wrong.ca_file = server.folder() / "absent.pem";
  const std::string told = trouble(std::move(wrong));
  EXPECT_TRUE(told.contains("absent.pem")) << told;
}

}  // namespace
}  // namespace foyer::redis
