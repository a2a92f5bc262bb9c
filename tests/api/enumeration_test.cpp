#include "platform/async/block_on.h"
#include "platform/db/statistics.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

/// What one request cost and was told: what an address's state must not change (security.md E1, E2).
struct Work {
  std::uint64_t statements = 0;
  std::uint64_t hashes = 0;
  unsigned status = 0;
  std::string body{};  ///< names ADDRESS where it repeats what was asked
  std::vector<std::string> headers{};
  friend bool operator==(const Work&, const Work&) = default;
};
std::ostream& operator<<(std::ostream& out, const Work& work) {
  out << work.statements << " statements, " << work.hashes << " hashes, " << work.status << ' ' << work.body;
  for (const auto& name : work.headers) out << ' ' << name;
  return out;
}

Work told(const Answer& answer, std::string_view email) {
  Work out{.status = answer.status, .body = answer.text};
  if (const auto at = out.body.find(email); at != std::string::npos) out.body.replace(at, email.size(), "ADDRESS");
  for (const auto& header : answer.headers) out.headers.push_back(header.name);
  return out;
}

class Enumeration : public Cinema {
 protected:
  static constexpr const char* wrong = "Wrong&Velvet77";

  void SetUp() override {
    for (const char* email : {"active@example.com", "banned@example.com"}) given_viewer(email);
    post("/api/v1/auth/register", credentials("pending@example.com", good_password));
    const auto ban = +[](db::Tx& tx) -> Task<std::int64_t> {
      co_return co_await tx->run("UPDATE users SET state = 'disabled' WHERE email = 'banned@example.com'");
    };
    block_on(storage().db->transact(ban));
    work();
  }
  /// Of this request, for each state an address can be in.
  std::map<std::string, Work> work_of(const std::string& path, const std::string& password = {}) {
    std::map<std::string, Work> out;
    for (const char* email :
         {"nobody@example.com", "active@example.com", "pending@example.com", "banned@example.com"}) {
      const Work before = so_far();
      const std::string body =
          password.empty() ? R"({"email":")" + std::string{email} + "\"}" : credentials(email, password);
      const Answer answer = post(path, body);
      const Work after = so_far();
      Work& work = out[email] = told(answer, email);
      work.statements = after.statements - before.statements;
      work.hashes = after.hashes - before.hashes;
    }
    return out;
  }

  static void expect_all_equal(const std::map<std::string, Work>& work) {
    for (const auto& [email, cost] : work) EXPECT_EQ(cost, work.at("nobody@example.com")) << email;
  }

 private:
  Work so_far() { return {db::statistics().statements.load(), services().hash_pool.computed()}; }
};

TEST_F(Enumeration, E2AFailedLoginCostsTheSameForEveryState) {
  const auto work = work_of("/api/v1/auth/login", wrong);
  expect_all_equal(work);
  EXPECT_EQ(work.at("nobody@example.com").hashes, 1U);
  EXPECT_EQ(work.at("nobody@example.com").status, 400U);
}

TEST_F(Enumeration, E2ARegistrationCostsTheSameForEveryState) {
  const auto work = work_of("/api/v1/auth/register", good_password);
  expect_all_equal(work);
  EXPECT_EQ(work.at("nobody@example.com").hashes, 1U);
  EXPECT_EQ(work.at("nobody@example.com").status, 200U);
}

TEST_F(Enumeration, E2ARequestForAResetCostsTheSameForEveryState) {
  for (const char* path : {"/api/v1/auth/request-password-reset", "/api/v1/auth/resend-password-reset"}) {
    const auto work = work_of(path);
    expect_all_equal(work);
    EXPECT_EQ(work.at("nobody@example.com").status, 200U);
  }
}

TEST_F(Enumeration, E2AResendCostsTheSameForEveryState) {
  const auto work = work_of("/api/v1/auth/resend-verification-email");
  expect_all_equal(work);
  EXPECT_EQ(work.at("nobody@example.com").status, 200U);
}

TEST_F(Enumeration, C2ARegistrationOfATakenAddressChangesNothingOfTheAccount) {
  post("/api/v1/auth/register", credentials("active@example.com", "Stranger&Velvet9"));
  EXPECT_EQ(post("/api/v1/auth/login", credentials("active@example.com", "Stranger&Velvet9")).status, 400U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("active@example.com", good_password)).status, 200U);
  for (const auto& mail : mailbox()) {
    if (mail.to.str() == "active@example.com" && mail.text.contains("Stranger")) FAIL();
  }
}

TEST_F(Enumeration, K2TheOrderOfALinkHoldsNoAddress) {
  post("/api/v1/auth/request-password-reset", R"({"email":"active@example.com"})");
  EXPECT_EQ(count("jobs WHERE name = 'tasks.auth.answer_link_request'"), 1);
  EXPECT_EQ(count("jobs WHERE arguments LIKE '%active%' OR arguments LIKE '%example%'"), 0);
}

}  // namespace
}  // namespace foyer::test
