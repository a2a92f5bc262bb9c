#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <signal.h>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class Tls : public House {
 protected:
  void make_certificate() {
    const auto made =
        run({.words = {"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                       "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                       "-keyout", "key.pem", "-out", "certificate.pem"},
             .folder = folder(),
             .name = "openssl"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    settings()["TLS_CERT_FILE"] = (folder() / "certificate.pem").string();
    settings()["TLS_KEY_FILE"] = (folder() / "key.pem").string();
  }

  /// What the server answers to a client that trusts its certificate alone; empty if the two do not come to terms.
  std::string exchange(const std::string& request, int newest_version = TLS1_3_VERSION) {
    using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
    using Stream = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
    const Context context{SSL_CTX_new(TLS_client_method()), &SSL_CTX_free};
    SSL_CTX_load_verify_file(context.get(), (folder() / "certificate.pem").c_str());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_max_proto_version(context.get(), newest_version);
    const Stream stream{BIO_new_ssl_connect(context.get()), &BIO_free_all};
    BIO_set_conn_hostname(stream.get(), ("127.0.0.1:" + std::to_string(port_)).c_str());
    BIO_write(stream.get(), request.data(), static_cast<int>(request.size()));
    std::string answer(65536, '\0');
    const int size = BIO_read(stream.get(), answer.data(), static_cast<int>(answer.size()));
    answer.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return answer;
  }

  std::uint16_t port_ = free_port();
};

const std::string ask = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

TEST_F(Tls, H6HttpsAnswersWithStrictTransportSecurity) {
  make_certificate();
  settings()["PORT"] = std::to_string(port_);
  Process server{{.words = {foyer_binary(), "serve"}, .environment = settings(), .folder = folder()}};
  std::string answer;
  ASSERT_TRUE(eventually([&] { return !(answer = exchange(ask)).empty() || server.wait({}); })) << server.err();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer << server.err();
  EXPECT_TRUE(answer.contains("Strict-Transport-Security: max-age=")) << answer;
  EXPECT_EQ(exchange(ask, TLS1_1_VERSION), "") << "versions before 1.2 are refused";
  EXPECT_TRUE(exchange(ask, TLS1_2_VERSION).starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(server.out().contains("https://127.0.0.1:")) << server.out();
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait(), 0) << server.err();
}

TEST_F(Tls, K1AKeyThatEveryUserCanReadIsDoubted) {
  make_certificate();
  EXPECT_FALSE(foyer({"config", "check"}).out.contains("key.pem"));
  const auto key = folder() / "key.pem";
  std::filesystem::permissions(key, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  const auto doubted = foyer({"config", "check"});
  EXPECT_EQ(doubted.exit_code, 0) << doubted.err;
  EXPECT_TRUE(doubted.out.contains("But every user of this machine can read " + key.string())) << doubted.out;
}

TEST_F(Tls, AKeyOfAnotherCertificateIsRefusedInOneLine) {
  make_certificate();
  const auto made = run({.words = {"/usr/bin/openssl", "genpkey", "-algorithm", "EC", "-pkeyopt",
                                   "ec_paramgen_curve:P-256", "-out", "key.pem"},
                         .folder = folder(),
                         .name = "openssl"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  settings()["PORT"] = std::to_string(port_);
  for (const auto& refused : {foyer({"serve"}), foyer({"config", "check"})}) {
    EXPECT_EQ(refused.exit_code, 2) << "a supervisor must not start it again";
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
    EXPECT_TRUE(refused.err.contains("key.pem")) << refused.err;
  }
}

}  // namespace
}  // namespace foyer::test
