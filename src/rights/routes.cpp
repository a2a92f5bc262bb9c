#include "rights/exports.h"
#include "rights/rights.h"

namespace foyer {
namespace {

std::string message(std::string text) { return schema::to_json(MessageResponse{std::move(text)}); }

}  // namespace

void mount(http::Api& api, Rights& rights, Exports& exports) {
  const std::string base = "/api/v1/user";
  const std::string step_up =
      " Needs a password proven within the last 15 minutes, by a login or at /auth/reauthenticate.";

  api.post(base + "/change-email", &Rights::change_email, rights)
      .tag("Your data")
      .example(message("A link to confirm the new address was sent to olena@new.example. Until then your address stays "
                       "as it is."))
      .summary("Ask to move the account to another address")
      .description("Sends a link to the new address. The answer is the same whoever has that address." + step_up)
      .may_fail({Errc::reauthentication_required, Errc::too_many_attempts});
  api.post(base + "/confirm-email", &Rights::confirm_email, rights)
      .tag("Your data")
      .example(message("Your address is now olena@new.example. Other devices were signed out."))
      .summary("Move the account to the new address by its mailed link")
      .description(
          "Ends every other session, voids every other link, and sends the old address a link that undoes the change.")
      .may_fail({Errc::invalid_token, Errc::other_account, Errc::too_many_attempts});
  api.post(base + "/undo-email-change", &Rights::undo_email_change, rights)
      .tag("Your data")
      .example(message("The account has the address olena@example.com again. All devices were signed out, and a link "
                       "to choose a new password was sent to it."))
      .summary("Take the account back to its old address by its mailed link")
      .description(
          "Works for seven days and needs no session, because whoever moved the account may hold all of them. Ends "
          "every session, removes the password and keeps an account that was closed meanwhile.")
      .may_fail({Errc::invalid_token, Errc::too_many_attempts});
  api.del(base, &Rights::close_account, rights)
      .tag("Your data")
      .example(message("Your account is closed and will be erased on 7 December 2026. Sign in before then to keep it."))
      .summary("Close the account")
      .description(
          "Ends every session at once and erases everything after the cooling-off; a login before then keeps "
          "it." +
          step_up)
      .may_fail({Errc::reauthentication_required});
  api.get(base + "/export", &Exports::fetch, exports)
      .tag("Your data")
      .media_type("application/zip")
      .example(message("Your data is being collected. Ask again in a moment; a mail tells you when it is ready."))
      .summary("Fetch everything held about the viewer")
      .description("The first request orders the copy, later ones fetch it: a ZIP of JSON files, kept for 24 hours." +
                   step_up)
      .may_fail({Errc::reauthentication_required});
}

}  // namespace foyer
