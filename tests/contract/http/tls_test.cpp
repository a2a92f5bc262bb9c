// TLS: the same server behind a certificate made here.

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>

#include "platform/http/tls.h"
#include "tests/contract/http/serving.h"

namespace foyer::http::test {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Release<release>>;

class Tls : public testing::Test {
 protected:
  Tls() : folder_{std::filesystem::temp_directory_path() / ("foyer-tls-" + std::to_string(::getpid()))} {
    std::filesystem::create_directories(folder_);
    files_ = {folder_ / "certificate.pem", folder_ / "key.pem"};
    const Owned<EVP_PKEY, EVP_PKEY_free> key{EVP_EC_gen("P-256")};
    const Owned<X509, X509_free> certificate{X509_new()};
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const Owned<FILE, std::fclose> to_certificate{std::fopen(files_.certificate.c_str(), "w")};
    const Owned<FILE, std::fclose> to_key{std::fopen(files_.key.c_str(), "w")};
    PEM_write_X509(to_certificate.get(), certificate.get());
    PEM_write_PrivateKey(to_key.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }
  ~Tls() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  TlsFiles files_;
};

/// A handshake of at most `newest`; null where the server does not take it.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int newest = TLS1_3_VERSION)
      : raw_{port}, context_{SSL_CTX_new(TLS_client_method())} {
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), raw_.native());
  }
  bool connect() { return SSL_connect(ssl_.get()) == 1; }
  void send(std::string_view bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }
  std::string read_until(std::string_view end) {
    std::string all;
    std::array<char, 4096> bytes;
    while (!all.ends_with(end)) {
      const int size = SSL_read(ssl_.get(), bytes.data(), bytes.size());
      if (size <= 0) break;
      all.append(bytes.data(), static_cast<std::size_t>(size));
    }
    return all;
  }
  /// The server said goodbye in the TLS way, so nobody can have cut the answer short.
  bool closed_properly() {
    char byte = 0;
    return SSL_read(ssl_.get(), &byte, 1) <= 0 && (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

 private:
  RawClient raw_;
  Owned<SSL_CTX, SSL_CTX_free> context_;
  Owned<SSL, SSL_free> ssl_;
};

TEST_F(Tls, RoundTripsOnOneConnection) {
  const Serving serving{{.tls = files_}};
  TlsClient client{serving.port()};
  ASSERT_TRUE(client.connect());
  client.send("GET /facts HTTP/1.1\r\nHost: a\r\nX-Request-Id: tls-request\r\n\r\n");
  const std::string first = client.read_until("secure");
  EXPECT_TRUE(first.ends_with("127.0.0.1||tls-request|json|secure")) << first;
  EXPECT_NE(first.find("Strict-Transport-Security: max-age="), std::string::npos);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\nConnection: close\r\n\r\n" +
              std::string(59'999, 'b') + "!");
  EXPECT_TRUE(client.read_until("b!").ends_with(std::string(59'999, 'b') + "!"));
  EXPECT_TRUE(client.closed_properly());
}

TEST_F(Tls, RefusesWhatIsOlderThan12) {
  const Serving serving{{.tls = files_}};
  EXPECT_FALSE((TlsClient{serving.port(), TLS1_1_VERSION}.connect()));
  EXPECT_TRUE((TlsClient{serving.port(), TLS1_2_VERSION}.connect()));
}

TEST_F(Tls, ClientsThatLeaveAtAnyPointHarmNobody) {
  const Serving serving{{.tls = files_}};
  {
    const RawClient plain_speaker{serving.port()};
  }
  {
    const RawClient plain_speaker{serving.port()};
    plain_speaker.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  }
  {
    TlsClient leaver{serving.port()};
    ASSERT_TRUE(leaver.connect());
    leaver.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + std::string(60'000, 'b'));
  }
  TlsClient client{serving.port()};
  ASSERT_TRUE(client.connect());
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_NE(client.read_until(R"("hello")").find("200 OK"), std::string::npos);
}

std::string refusal(const TlsFiles& files) {
  const Router router;
  const StoppedClock clock;
  try {
    const Server server{{.port = 0, .tls = files}, router, clock};
  } catch (const std::runtime_error& failure) {
    return failure.what();
  }
  return "accepted";
}

TEST_F(Tls, UnusableFilesAreNamedAtStart) {
  const std::string certificate = files_.certificate.string();
  const std::string key = files_.key.string();
  EXPECT_EQ(refusal({"/nowhere.pem", key}), "cannot read /nowhere.pem: No such file or directory");
  EXPECT_EQ(refusal({certificate, "/nowhere.pem"}), "cannot read /nowhere.pem: No such file or directory");
  EXPECT_EQ(refusal({key, key}), key + " is not a usable certificate");
  EXPECT_EQ(refusal({certificate, certificate}), certificate + " is not the certificate's private key");
}

TEST_F(Tls, AKeyWithAPassphraseIsRefusedWithoutAskingForIt) {
  const Owned<EVP_PKEY, EVP_PKEY_free> key{EVP_EC_gen("P-256")};
  const auto* passphrase = reinterpret_cast<const unsigned char*>("popcorn");
  const std::string encrypted = files_.key.string() + " is encrypted: store it without a passphrase";
  const Owned<BIO, BIO_free> traditional{BIO_new_file(files_.key.c_str(), "w")};
  PEM_write_bio_PrivateKey_traditional(traditional.get(), key.get(), EVP_aes_256_cbc(), passphrase, 7, nullptr,
                                       nullptr);
  BIO_flush(traditional.get());
  EXPECT_EQ(refusal(files_), encrypted);
  const Owned<BIO, BIO_free> pkcs8{BIO_new_file(files_.key.c_str(), "w")};
  PEM_write_bio_PrivateKey(pkcs8.get(), key.get(), EVP_aes_256_cbc(), passphrase, 7, nullptr, nullptr);
  BIO_flush(pkcs8.get());
  EXPECT_EQ(refusal(files_), encrypted);
}

TEST_F(Tls, AKeyIsOpenOnceUsersOutsideOfItsGroupCanReadIt) {
  std::filesystem::permissions(files_.key, std::filesystem::perms{0640});
  EXPECT_FALSE(others_can_read_key(files_));
  std::filesystem::permissions(files_.key, std::filesystem::perms{0644});
  EXPECT_TRUE(others_can_read_key(files_));
}

}  // namespace
}  // namespace foyer::http::test
