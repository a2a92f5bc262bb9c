#include <algorithm>
#include <atomic>
#include <thread>

#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class Register : public Cinema {
 protected:
  Answer sign_up(const std::string& email, const std::string& password = good_password) {
    return post("/api/v1/auth/register", credentials(email, password));
  }
};

TEST_F(Register, SendsALinkThatActivatesTheAccount) {
  const Answer answer = sign_up("Olena@Example.com");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.message(),
            "User 'olena@example.com' registered successfully. Please check your email to activate your account.");
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", good_password)).status, 403U);

  const std::string token = mailed_token("olena@example.com");
  ASSERT_EQ(token.size(), 43U);
  const Answer verified = get("/api/v1/auth/verify?token=" + token);
  EXPECT_EQ(verified.status, 200U);
  EXPECT_EQ(verified.message(), "Account olena@example.com has been successfully activated. 🎉");
  EXPECT_EQ(post("/api/v1/auth/login", credentials("OLENA@example.COM", good_password)).status, 200U);
}

TEST_F(Register, NamesEveryWrongFieldAtOnceWithoutRepeatingThePassword) {
  const Answer answer = sign_up("olena", "short");
  EXPECT_EQ(answer.status, 422U);
  EXPECT_EQ(answer.code(), "validation_error");
  EXPECT_EQ(answer.field_errors(), "email:value_error password:password_too_weak");
  EXPECT_FALSE(answer.text.contains("\"short\""));
  EXPECT_EQ(count("users"), 0);
}

TEST_F(Register, C3AsksForFourKindsOfCharacters) {
  const std::vector<std::string> weak{"popcorn&velvet7", "POPCORN&VELVET7", "Popcorn&Velvet", "PopcornVelvet77",
                                      "Pop&7"};
  for (const auto& password : weak) EXPECT_EQ(sign_up("a@b.example", password).status, 422U) << password;
  EXPECT_EQ(sign_up("a@b.example", "Pop&corn7").status, 200U);
}

TEST_F(Register, C3NistPolicyAsksForLengthAlone) {
  settings().auth.password_rules.policy = PasswordPolicy::nist;
  EXPECT_EQ(sign_up("a@b.example", "Popcorn&Velv7").status, 422U);
  EXPECT_EQ(sign_up("a@b.example", "five quiet seats").status, 200U);
}

TEST_F(Register, C2AnswersTheSameForATakenAddressAndTellsItsOwner) {
  given_viewer("olena@example.com");
  const Answer fresh = sign_up("taras@example.com");
  const Answer taken = sign_up("olena@example.com", "Another&Velvet8");
  EXPECT_EQ(taken.status, fresh.status);
  EXPECT_EQ(taken.message(),
            "User 'olena@example.com' registered successfully. Please check your email to activate your account.");
  const auto told = std::ranges::count_if(mailbox(), [](const mail::Message& mail) {
    return mail.to.str() == "olena@example.com" && mail.text.contains("You already have one");
  });
  EXPECT_EQ(told, 1);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Another&Velvet8")).status, 400U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", good_password)).status, 200U);
}

TEST_F(Register, C2RevealsATakenAddressOnlyWhenAskedTo) {
  settings().auth.reveal_accounts = true;
  given_viewer("olena@example.com");
  EXPECT_EQ(sign_up("olena@example.com").status, 400U);
  EXPECT_EQ(post("/api/v1/auth/request-password-reset", R"({"email":"nobody@example.com"})").status, 404U);
  EXPECT_EQ(post("/api/v1/auth/resend-verification-email", R"({"email":"olena@example.com"})").status, 400U);
  EXPECT_EQ(post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})").status, 200U);
  EXPECT_EQ(post("/api/v1/auth/resend-verification-email", R"({"email":"nobody@example.com"})").status, 404U);
}

TEST_F(Register, C2TheApiDocumentSaysWhatARevealingServerAnswers) {
  const auto answers = [this](const std::string& name) {
    std::string statuses;
    const auto document = get("/openapi.json").json();
    for (const auto& answer : document.at("paths").at("/api/v1/auth/" + name).at("post").at("responses").as_object()) {
      statuses += std::string{answer.key()} + ' ';
    }
    return statuses;
  };
  EXPECT_FALSE(answers("request-password-reset").contains("404"));
  EXPECT_FALSE(answers("resend-verification-email").contains("404"));
  settings().auth.reveal_accounts = true;
  restart();
  EXPECT_TRUE(answers("request-password-reset").contains("403 404"));
  EXPECT_TRUE(answers("resend-verification-email").contains("404"));
}

TEST_F(Register, L2ARevealingServerCountsBeforeItTells) {
  settings().auth.reveal_accounts = true;
  settings().guard.mail_requests.quota = 2;
  for (const char* path : {"/api/v1/auth/request-password-reset", "/api/v1/auth/resend-verification-email"}) {
    EXPECT_EQ(post(path, R"({"email":"nobody@example.com"})").status, 404U);
  }
  for (const char* path : {"/api/v1/auth/request-password-reset", "/api/v1/auth/resend-verification-email"}) {
    EXPECT_EQ(post(path, R"({"email":"noone@example.com"})").status, 429U);
  }
}

TEST_F(Register, C2EvenThenAPendingAddressMayRegisterAgainButNotReset) {
  settings().auth.reveal_accounts = true;
  EXPECT_EQ(sign_up("olena@example.com").status, 200U);
  EXPECT_EQ(post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})").status, 403U);
  EXPECT_EQ(post("/api/v1/auth/resend-verification-email", R"({"email":"olena@example.com"})").status, 200U);
  EXPECT_EQ(sign_up("olena@example.com").status, 200U);
}

TEST_F(Register, P3RefusesAPasswordMadeFromTheAddress) {
  const Answer refused = sign_up("olena.zumtobel@example.com", "Zumtobel1!");
  EXPECT_EQ(refused.status, 422U);
  EXPECT_EQ(refused.field_errors(), "password:password_too_personal");
  EXPECT_EQ(count("users"), 0);
  EXPECT_EQ(sign_up("taras@example.com", "Zumtobel1!").status, 200U);
}

TEST_F(Register, R4ActivatesThePasswordOfTheLinkThatWasUsed) {
  sign_up("olena@example.com", "Stranger&First1");
  sign_up("olena@example.com", "Owner&Second22");
  const std::string owners = mailed_token("olena@example.com");
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + owners).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Owner&Second22")).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Stranger&First1")).status, 400U);
}

TEST_F(Register, R4ALaterRegistrationOfAStrangerDoesNotPutTheirPasswordBehindTheOwnersLink) {
  sign_up("olena@example.com", "Owner&First111");
  const std::string owners = mailed_token("olena@example.com");
  sign_up("olena@example.com", "Stranger&Second2");
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + owners).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Owner&First111")).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Stranger&Second2")).status, 400U);
}

TEST_F(Register, R4ALinkSentAgainActivatesNoneOfSeveralPasswords) {
  sign_up("olena@example.com", "Owner&First111");
  sign_up("olena@example.com", "Stranger&Second2");
  post("/api/v1/auth/resend-verification-email", R"({"email":"olena@example.com"})");
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + mailed_token("olena@example.com")).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Stranger&Second2")).status, 400U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Owner&First111")).status, 400U);
}

TEST_F(Register, R4ALinkSentAgainActivatesTheOnlyPassword) {
  sign_up("olena@example.com", "Owner&First111");
  post("/api/v1/auth/resend-verification-email", R"({"email":"olena@example.com"})");
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + mailed_token("olena@example.com")).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Owner&First111")).status, 200U);
}

TEST_F(Register, R4VoidsTheOtherPendingLinks) {
  sign_up("olena@example.com", "Stranger&First1");
  const std::string strangers = mailed_token("olena@example.com");
  sign_up("olena@example.com", "Owner&Second22");
  get("/api/v1/auth/verify?token=" + mailed_token("olena@example.com"));
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + strangers).status, 400U);
}

TEST_F(Register, H3IgnoresFieldsNobodyMaySet) {
  const Answer answer =
      post("/api/v1/auth/register",
           R"({"email":"a@b.example","password":"Popcorn&Velvet7","group":"ADMIN","group_id":3,"id":7,"user_id":7,)"
           R"("is_active":true,"state":"active","created_at":"1999-12-31T00:00:00Z","updated_at":0})");
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("a@b.example", good_password)).status, 403U);
  EXPECT_EQ(count("users WHERE state = 'pending' AND id = 1 AND created_at = updated_at AND created_at = " +
                  std::to_string(clock().now().time_since_epoch() / std::chrono::milliseconds{1})),
            1);
  const std::string link = R"({"token":")" + mailed_token("a@b.example") + R"(","group":"ADMIN","user_id":7})";
  ASSERT_EQ(post("/api/v1/auth/verify", link).status, 200U);
  const auto profile = get("/api/v1/user/profile", sign_in("a@b.example").access).json();
  EXPECT_EQ(profile.at("group"), "USER");
  EXPECT_EQ(profile.at("user_id"), 1);
}

TEST_F(Register, H3RefusesOtherMediaTypesAndBrokenJson) {
  EXPECT_EQ(post("/api/v1/auth/register", "{").code(), "malformed_json");
  EXPECT_EQ(post("/api/v1/auth/register", "{").status, 422U);
  http::Request form{.method = http::Method::post, .path = "/api/v1/auth/register", .body = "email=a%40b.example"};
  form.fields = {{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(send(form).status, 415U);
  http::Request packed{.method = http::Method::post, .path = "/api/v1/auth/register", .body = "{}"};
  packed.fields = {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}};
  EXPECT_EQ(send(packed).status, 415U);
}

TEST_F(Register, R1LeavesNothingBehindWhenOneStatementFails) {
  services();
  const auto drop = +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("DROP TABLE audit_events"); };
  block_on(storage().db->transact(drop));
  EXPECT_ANY_THROW(sign_up("olena@example.com"));
  for (const char* table : {"users", "user_profiles", "passwords", "one_time_tokens", "jobs"}) {
    EXPECT_EQ(count(table), 0) << table;
  }
}

TEST_F(Register, R1ParallelRegistrationsOfOneAddressAllAnswer200AndMakeOneAccount) {
  services();
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] { answered += sign_up("olena@example.com").status == 200 ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 16);
  for (const char* table : {"users", "user_profiles", "passwords"}) EXPECT_EQ(count(table), 1) << table;
  EXPECT_EQ(count("audit_events WHERE kind = 'user_created'"), 16);
}

TEST_F(Register, P1RefusesOverlongAndControlledPasswordsBeforeAnyHashing) {
  given_viewer("olena@example.com");
  const std::string access = sign_in("olena@example.com").access;
  const auto hashes = services().hash_pool.computed();
  const std::string overlong = "Aa1!" + std::string(1021, 'x');
  for (const std::string& bad :
       {overlong, std::string{"Popcorn&\\u0000Velvet7"}, std::string{"Popcorn&\\u001bVelvet7"}}) {
    const std::string with = R"(":")" + bad + "\"}";
    EXPECT_EQ(post("/api/v1/auth/register", R"({"email":"a@b.example","password)" + with).status, 422U) << bad;
    EXPECT_EQ(post("/api/v1/auth/login", R"({"email":"olena@example.com","password)" + with).status, 422U) << bad;
    EXPECT_EQ(post("/api/v1/auth/reset-password", R"({"token":"AAAA","new_password)" + with).status, 422U) << bad;
    EXPECT_EQ(post("/api/v1/auth/reauthenticate", R"({"password)" + with, access).status, 422U) << bad;
    for (const std::string& change : {R"({"old_password":"Popcorn&Velvet7","new_password)" + with,
                                      R"({"new_password":"Another&Velvet8","old_password)" + with}) {
      EXPECT_EQ(post("/api/v1/auth/change-password", change, access).status, 422U) << bad;
    }
  }
  EXPECT_EQ(services().hash_pool.computed(), hashes);
}

class Resend : public Cinema {
 protected:
  Answer resend(const std::string& email) {
    return post("/api/v1/auth/resend-verification-email", R"({"email":")" + email + "\"}");
  }
};

TEST_F(Resend, SendsAnotherLinkToAPendingAddressOnly) {
  post("/api/v1/auth/register", credentials("olena@example.com", good_password));
  const std::string first = mailed_token("olena@example.com");
  const Answer answer = resend("olena@example.com");
  EXPECT_EQ(answer.message(), "If olena@example.com awaits activation, a new activation email has been sent.");
  const std::string second = mailed_token("olena@example.com");
  EXPECT_NE(first, second);
  EXPECT_EQ(get("/api/v1/auth/verify?token=" + second).status, 200U);

  const auto before = mailbox().size();
  EXPECT_EQ(resend("olena@example.com").status, 200U);
  EXPECT_EQ(resend("nobody@example.com").status, 200U);
  EXPECT_EQ(mailbox().size(), before);
}

}  // namespace
}  // namespace foyer::test
