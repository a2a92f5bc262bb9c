#pragma once
// The whole server, as a story speaks to it: the router, services and database of the tests (tests/support/cinema.h).
// Answers are "200" or the error's code.

#include "tests/support/cinema.h"

namespace foyer::fuzz {

class Stage final : public test::Cinema {
 public:
  static constexpr auto birth = test::ManualClock::birth;

  struct Tokens {
    std::string code, access, refresh;
  };
  struct MailedLink {
    std::string path, to, token;
  };

  /// `hasher`, if there is one, is used instead of the tests' own and outlives the stage.
  explicit Stage(crypto::PasswordHasher* hasher = nullptr);
  /// Nobody has an account, and it is the moment of birth.
  void begin();
  void advance(std::chrono::milliseconds by) { clock().advance(by); }

  std::string sign_up(const std::string& email, const std::string& password);
  std::string verify(const std::string& token);
  std::string ask_activation(const std::string& email);
  Tokens log_in(const std::string& email, const std::string& password);
  Tokens refresh(const std::string& token);
  std::string log_out(const std::string& token);
  std::string log_out_all(const std::string& access, bool keep_current);
  /// The session that a refresh token belongs to.
  std::string end_session(const std::string& access, const std::string& token);
  std::string change_password(const std::string& access, const std::string& old_one, const std::string& new_one);
  std::string reauthenticate(const std::string& access, const std::string& password);
  std::string ask_reset(const std::string& email);
  std::string reset(const std::string& token, const std::string& password);
  std::string change_email(const std::string& access, const std::string& email);
  std::string confirm(const std::string& access, const std::string& token);
  std::string undo(const std::string& token);
  std::string close(const std::string& access);
  std::string rename(const std::string& access, const std::string& first_name);
  /// "address|first name", or the error's code.
  std::string profile(const std::string& access);
  /// How many.
  std::string devices(const std::string& access);
  /// As the operator's command does.
  void set_state(const std::string& email, bool active);
  void clean_up();
  /// The links of the mails sent since this was last asked.
  std::vector<MailedLink> mailed_links();

  using Cinema::work;

 private:
  void TestBody() override {}
  Task<Done> store_state(db::Tx&, Email, AccountState);

  std::int64_t read_ = 0;  ///< mails
};

}  // namespace foyer::fuzz
