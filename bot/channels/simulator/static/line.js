// The telephone line: messages out one after the other, each until it is stored; lines in as they come.
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// "received", "refused", "too_large", or "later" where it has to be asked again with the same key.
export async function post(body) {
  try {
    const answer = await fetch("/simulator/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      // A line that died without a word answers nothing: then the same key is sent again.
      signal: AbortSignal.timeout(30000),
    });
    if (answer.ok) return "received";
    if (answer.status === 413) return "too_large";
    return answer.status >= 500 ? "later" : "refused";
  } catch {
    return "later";
  }
}

export async function listen(address, lastSeen, halt, { line, connected }) {
  for (let pause = 500; !halt.aborted; pause = Math.min(pause * 2, 5000)) {
    try {
      const answer = await fetch("/simulator/lines", {
        headers: { "X-Telephone": address, "Last-Event-ID": lastSeen() },
        signal: halt,
      });
      if (!answer.ok) throw new Error("no line");
      connected(true);
      pause = 500;
      await eachEvent(answer.body, line);
    } catch {
      // Said by `connected` below; the line is taken up again until the page is left.
    }
    if (halt.aborted) return;
    connected(false);
    await sleep(pause);
  }
}

async function eachEvent(body, line) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    events.map(fields).filter((event) => event.data).forEach((event) => line(event.id, JSON.parse(event.data)));
  }
}

const fields = (event) => Object.fromEntries(event.split("\n").map((row) => [row.slice(0, row.indexOf(":")), row.slice(row.indexOf(":") + 2)]));
