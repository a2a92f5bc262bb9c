#pragma once
// What the endpoints of a viewer's rights take and answer.

#include "core/email.h"
#include "core/password.h"
#include "core/token_text.h"
#include "platform/http/message_response.h"

namespace foyer {

struct ChangeEmailRequest {
  Email new_email;
};
FOYER_DESCRIBE(ChangeEmailRequest, new_email)
FOYER_NOTES(ChangeEmailRequest, {"new_email", "Where the link that confirms the change is sent", "olena@new.example"})

struct ConfirmEmailRequest {
  TokenText token;
};
FOYER_DESCRIBE(ConfirmEmailRequest, token)
FOYER_NOTES(ConfirmEmailRequest, {"token", "From the link in the mail to the new address"})

struct UndoEmailChangeRequest {
  TokenText token;
};
FOYER_DESCRIBE(UndoEmailChangeRequest, token)
FOYER_NOTES(UndoEmailChangeRequest, {"token", "From the link in the mail to the old address"})

/// The page's form: whoever opens the link may not be signed in where they read their mail.
struct ConfirmEmailForm {
  TokenText token;
  Password password;
};
FOYER_DESCRIBE(ConfirmEmailForm, token, password)

}  // namespace foyer
