#include "fuzz/stories/story.h"

#include <cstdio>

#include "fuzz/stories/model.h"

namespace foyer::fuzz {
namespace {

const std::vector<std::string> addresses{"ada@example.com", "ben@example.com", "cyd@example.com", "dag@example.com"};
const std::vector<std::string> passwords{"Popcorn&Velvet7", "Another&Velvet8", "Marquee-Lights-77"};
const std::vector<std::chrono::milliseconds> waits{1s, 9s, 11s, 5min, 16min, 31min, 61min, 23h, 25h, 6 * 24h, 15 * 24h};

class Story {
 public:
  Story(Stage& stage, std::span<const std::uint8_t> choices) : stage_{stage}, choices_{choices} { stage_.begin(); }

  std::uint64_t tell() {
    std::uint64_t steps = 0;
    for (; !choices_.empty(); ++steps) {
      pass(1ms);
      step();
    }
    return steps;
  }

 private:
  struct Access {
    std::size_t session;
    Moment issued_at;
    std::string token;
  };

  std::uint8_t next() {
    if (choices_.empty()) return 0;
    const std::uint8_t choice = choices_.front();
    choices_ = choices_.subspan(1);
    return choice;
  }
  const std::string& any(const std::vector<std::string>& of) { return of[next() % of.size()]; }
  /// Now and then something made up.
  template <class T>
  std::size_t one_of(const std::vector<T>& known) {
    const std::size_t chosen = next();
    return chosen % 16 == 15 || known.empty() ? Model::none : known.size() - 1 - chosen % known.size();
  }

  void pass(std::chrono::milliseconds by) {
    model_.now += by;
    stage_.advance(by);
  }

  /// The same address may be spelled in another way.
  std::string spelled(std::string address) {
    if (next() % 4 == 0)
      std::ranges::transform(address, address.begin(),
                             [](char c) { return c == '@' ? c : static_cast<char>(std::toupper(c)); });
    return address;
  }

  void expect(const std::string& what, const std::string& wanted, const std::string& got) {
    story_ += what + " -> " + got + '\n';
    if (wanted == got) return;
    std::fprintf(stderr, "%s\nThe model expected: %s\n", story_.c_str(), wanted.c_str());
    std::abort();
  }

  void expect_mail() {
    const Link* wanted = model_.take_mailed();
    const auto mailed = stage_.mailed_links();
    constexpr const char* paths[] = {"verify", "reset-password", "confirm-email", "undo-email-change"};
    expect("  mailed", wanted ? std::string{paths[static_cast<int>(wanted->purpose)]} + " to " + wanted->email : "",
           mailed.empty() ? "" : mailed.front().path + " to " + mailed.front().to);
    expect("  mails with links", wanted ? "1" : "0", std::to_string(mailed.size()));
    if (wanted) model_.links.back().token = mailed.front().token;
  }

  /// Whoever shows an access token that opens nothing is told so, whatever else was sent.
  template <class Ask, class Foresee>
  void as_viewer(const std::string& what, Ask ask, Foresee foresee) {
    const std::size_t chosen = one_of(accesses_);
    const Access* access = chosen == Model::none ? nullptr : &accesses_[chosen];
    const bool expired =
        access == nullptr || model_.now >= std::chrono::floor<std::chrono::seconds>(access->issued_at) + 30min + 5s;
    Session* here = expired ? nullptr : &model_.sessions[access->session];
    if (here != nullptr && !model_.is_alive(*here)) here = nullptr;
    const auto got = ask(access ? access->token : "made.up.token");
    expect(what + " by " + std::to_string(chosen), here ? foresee(*here) : "not_authenticated", got);
  }

  std::string link_token(std::size_t link) const { return link == Model::none ? "made-up" : model_.links[link].token; }

  void step();
  void sign_in();
  void refresh();
  void look();

  Stage& stage_;
  std::span<const std::uint8_t> choices_;
  Model model_{Stage::birth};
  std::vector<Access> accesses_;
  std::string story_;
};

void Story::sign_in() {
  const std::string& email = any(addresses);
  const std::string& password = any(passwords);
  const auto answer = stage_.log_in(spelled(email), password);
  expect("log in " + email + " " + password, model_.log_in(email, password), answer.code);
  stage_.work();
  if (answer.code != Model::done) return;
  model_.sessions.back().tokens.push_back(answer.refresh);
  accesses_.push_back({model_.sessions.size() - 1, model_.now, answer.access});
}

void Story::refresh() {
  const std::size_t session = one_of(model_.sessions);
  const bool invented = session == Model::none;
  const auto* tokens = invented ? nullptr : &model_.sessions[session].tokens;
  const std::size_t back = next() % 4;
  const std::size_t generation = invented ? 0 : tokens->size() - 1 - std::min(back, tokens->size() - 1);
  const auto answer = stage_.refresh(invented ? "made-up" : (*tokens)[generation]);
  const std::string foreseen = model_.refresh(session, generation);
  const bool again = answer.code == Model::done && !invented && answer.refresh == tokens->back();
  expect("refresh " + std::to_string(session) + "." + std::to_string(generation), foreseen,
         again ? "the same again" : answer.code);
  if (answer.code != Model::done) return;
  if (!again) model_.sessions[session].tokens.push_back(answer.refresh);
  accesses_.push_back({session, model_.now, answer.access});
}

/// What a viewer is shown.
void Story::look() {
  as_viewer(
      "profile", [&](const std::string& access) { return stage_.profile(access); },
      [&](const Session& here) {
        const Account& account = model_.accounts[here.account];
        return account.email + "|" + account.first_name;
      });
  as_viewer(
      "devices", [&](const std::string& access) { return stage_.devices(access); },
      [&](const Session& here) {
        const auto shown = [&](const Session& s) { return s.account == here.account && model_.is_alive(s); };
        return std::to_string(std::ranges::count_if(model_.sessions, shown));
      });
}

void Story::step() {
  switch (next() % 24) {
    case 0:
    case 1: {
      const std::string &email = any(addresses), &password = any(passwords);
      model_.sign_up(email, password);
      expect("sign up " + email + " " + password, Model::done, stage_.sign_up(spelled(email), password));
      return expect_mail();
    }
    case 2:
    case 3: {
      const std::size_t link = one_of(model_.links);
      const std::string token = link_token(link);
      return expect("verify " + std::to_string(link), model_.verify(link), stage_.verify(token));
    }
    case 4: {
      const std::string& email = any(addresses);
      model_.ask_activation(email);
      expect("ask activation " + email, Model::done, stage_.ask_activation(spelled(email)));
      return expect_mail();
    }
    case 5:
    case 6:
    case 7:
      return sign_in();
    case 8:
    case 9:
    case 10:
      return refresh();
    case 11: {
      const std::size_t session = one_of(model_.sessions);
      const auto& tokens =
          session == Model::none ? std::vector<std::string>{"made-up"} : model_.sessions[session].tokens;
      const std::string token = tokens[next() % tokens.size()];
      model_.log_out(session);
      return expect("log out " + std::to_string(session), Model::done, stage_.log_out(token));
    }
    case 12: {
      const bool keep = next() % 2 == 0;
      return as_viewer(
          "log out all", [&](const std::string& access) { return stage_.log_out_all(access, keep); },
          [&](Session& here) {
            model_.log_out_all(here, keep);
            return Model::done;
          });
    }
    case 13: {
      const std::size_t session = one_of(model_.sessions);
      const std::string token = session == Model::none ? "" : model_.sessions[session].tokens.front();
      return as_viewer(
          "end session " + std::to_string(session),
          [&](const std::string& access) { return stage_.end_session(access, token); },
          [&](Session& here) { return model_.end_session(here, session); });
    }
    case 14: {
      const std::string &old_one = any(passwords), &new_one = any(passwords);
      as_viewer(
          "change password to " + new_one,
          [&](const std::string& access) { return stage_.change_password(access, old_one, new_one); },
          [&](Session& here) { return model_.change_password(here, old_one, new_one); });
      return expect_mail();
    }
    case 15: {
      const std::string& password = any(passwords);
      return as_viewer(
          "reauthenticate", [&](const std::string& access) { return stage_.reauthenticate(access, password); },
          [&](Session& here) { return model_.reauthenticate(here, password); });
    }
    case 16: {
      const std::string& email = any(addresses);
      model_.ask_reset(email);
      expect("ask reset " + email, Model::done, stage_.ask_reset(spelled(email)));
      return expect_mail();
    }
    case 17: {
      const std::size_t link = one_of(model_.links);
      const std::string &password = any(passwords), token = link_token(link);
      expect("reset " + std::to_string(link) + " " + password, model_.reset(link, password),
             stage_.reset(token, password));
      return expect_mail();
    }
    case 18: {
      const std::string& email = any(addresses);
      as_viewer(
          "change email to " + email,
          [&](const std::string& access) { return stage_.change_email(access, spelled(email)); },
          [&](Session& here) { return model_.change_email(here, email); });
      return expect_mail();
    }
    case 19: {
      const std::size_t link = one_of(model_.links);
      const std::string token = link_token(link);
      as_viewer(
          "confirm " + std::to_string(link), [&](const std::string& access) { return stage_.confirm(access, token); },
          [&](Session& here) { return model_.confirm(here, link); });
      return expect_mail();
    }
    case 20: {
      const std::size_t link = one_of(model_.links);
      const std::string token = link_token(link);
      expect("undo " + std::to_string(link), model_.undo(link), stage_.undo(token));
      return expect_mail();
    }
    case 21: {
      const std::string name = "Name" + std::to_string(next());
      as_viewer(
          "rename", [&](const std::string& access) { return stage_.rename(access, name); },
          [&](Session& here) {
            model_.accounts[here.account].first_name = name;
            return Model::done;
          });
      return look();
    }
    case 22: {
      const std::uint8_t what = next();
      if (what % 4 == 0) {
        as_viewer(
            "close", [&](const std::string& access) { return stage_.close(access); },
            [&](Session& here) { return model_.close(here); });
        return expect_mail();
      }
      const std::string& email = any(addresses);
      const std::size_t account = model_.find(email);
      const State state = what % 4 == 1 ? State::disabled : State::active;
      if (account == Model::none || model_.accounts[account].state == State::pending) return;
      model_.set_state(account, state);
      story_ += "operator sets " + email + " to " + std::to_string(static_cast<int>(state)) + '\n';
      return stage_.set_state(email, state == State::active);
    }
    default: {
      const auto wait = waits[next() % waits.size()];
      story_ += std::to_string(wait / 1s) + " s pass\n";
      pass(wait);
      // The server's own clean-up may be due now, at a moment that is its own affair: so both do it at once.
      stage_.clean_up();
      return model_.clean_up();
    }
  }
}

}  // namespace

std::uint64_t tell(Stage& stage, std::span<const std::uint8_t> choices) { return Story{stage, choices}.tell(); }

}  // namespace foyer::fuzz
