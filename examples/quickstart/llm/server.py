"""An OpenAI-compatible endpoint that gives recorded answers: no language model is asked.

answers.json has them by the question's text. A question that is not there gets a 404 that says so.
"""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MODEL = "recorded-answers"
ANSWERS = json.loads((Path(__file__).parent / "answers.json").read_text())
UNKNOWN = (
    "This endpoint only has recorded answers to the example's questions, and none to this one. "
    "Set spec.llm of the IntalgoProject to a real model."
)


def completion(messages):
    """The recorded answer to the question in the messages, or None."""
    text = "\n".join(str(message.get("content")) for message in messages)
    # The longest question first: one may be part of another.
    for question in sorted(ANSWERS, key=len, reverse=True):
        if question in text:
            content = json.dumps(ANSWERS[question])
            # An estimate of four characters a token; nothing is really counted here.
            used = {"prompt_tokens": len(text) // 4, "completion_tokens": len(content) // 4}
            return {
                "id": "recorded",
                "object": "chat.completion",
                "created": int(time.time()),
                "model": MODEL,
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "logprobs": None,
                        "message": {"role": "assistant", "content": content, "refusal": None},
                    }
                ],
                "usage": used | {"total_tokens": sum(used.values())},
            }
    return None


class Handler(BaseHTTPRequestHandler):
    """Serves /v1/models and /v1/chat/completions."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/v1/models":
            self.reply(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        else:
            self.reply(404, {"error": {"message": "no such path"}})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = completion(body.get("messages", []))
        if answer is None:
            self.reply(404, {"error": {"message": UNKNOWN, "type": "no_recorded_answer"}})
        else:
            self.reply(200, answer)

    def reply(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    ThreadingHTTPServer(("", 8080), Handler).serve_forever()
