"""Tests beside flows: transcripts that a designer can write and read, played against the real host in virtual time.

``X.chat`` stands beside ``X.flow``. ``flow test`` plays it, pytest collects it. A line is one sentence; what follows a
``#`` is for people::

    opening "greeted"                                     # lines that several tests share
      flow order_help
      user "hi"
      bot  …                                              # any number of messages

    test "late order goes to an agent"
      flow  order_help                                    # or: flow order_help [at ask_order] [with topic "track"]
      clock 2026-03-02T09:00:00Z
      contact first_name "Ana" language en
      given http lookup replies timeout, 500, 200 {"status": "late", "days_late": 5}   # the last one repeats
      given call verify ends verified {"customer": "C7"}  # the called flow is not played
      given nobody on duty
      given send refused 131056 2                         # by code; two messages are hit
      given send fails later 131026
      given send unreachable
      given answer lost
      given statuses lost
      given webhooks doubled
      given webhooks reordered
      given crash before send
      given crash after send 2                            # the host dies at the second, and is started again
      given crash after saves 7                           # between any two steps of the store

      user "hi", "parcel"                                 # two at once
      user "hello" late 10m                               # written ten minutes ago, arrives now
      user taps track                                     # an option's id; `old`: on the oldest message that shows it
      user taps "Track my order" old
      user taps "Reschedule" of template delivery_failed payload "AB12"
      user quotes "order number" "AB-1234"
      user sends image "my receipt"
      user sends location 40.4168 -3.7038 "Plaza Mayor"   # latitude and longitude; without them some place
      wait 22h 55m

      bot "Hi Ana 👋, I'm the *Acme* assistant."
      bot has "help you with" choices track, refund, talk
      bot has "on its way" link "Follow your order"
      bot image "a caption"
      bot template delivery_failed has "AB12"
      bot nothing

      agent "Good evening"
      agent releases disposition "sold"
      agent ends

      expect http lookup attempts 3 calls 1 with one key last body {"slot": "s1"}
      expect vars topic == "track", interaction.stars == 5
      expect handoff queue support note "About track."
      expect scheduled reminder
      expect refused window_closed
      expect at ask_order
      expect end bye

    test "every way to say it"                            # one test for each row
      include "greeted"
      row said "my parcel" topic track
      row said "money back" topic refund
      user "{said}"
      bot  …
      expect vars topic == "{topic}"

Strict: every message of the bot is listed, every scripted reply is used, every name is one of the flow. Values after
`with`, `contact` and `given call` are read by the declared type: days as `"2026-03-05"`, times as `"09:30"`, lengths of
time as `"2h"`. With `with` alone the flow begins as usual, when the customer writes. The session is
stored, dropped and read back between any two lines, the host with it; ``--reopen`` closes the store's file as well.
"""
