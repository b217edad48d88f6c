/**
 * What `/snippet.js` answers: a page puts it in with one tag and calls `luopan.track(…)`.
 *
 *     <script async src="https://HOST/snippet.js" data-write-key="KEY"></script>
 *
 * It sets no cookies and asks no other host. Who somebody is, and what has not been confirmed yet, stands in the page's
 * own local storage; a message goes away only when the host has said that it is durable. Sending one twice is harmless,
 * because the host knows messages by their id: so a page that is left sends a beacon and keeps its queue all the same.
 */
export const snippet = `(function () {
  'use strict';
  var script = document.currentScript || document.querySelector('script[data-write-key][src*="/snippet.js"]');
  if (!script || (window.luopan && window.luopan.version)) return;
  var key = script.getAttribute('data-write-key');
  var endpoint = (script.getAttribute('data-host') || new URL(script.src).origin) + '/v1/batch';
  var early = Array.isArray(window.luopan) ? window.luopan : [];
  var prefix = 'luopan.' + String(key).slice(-8) + '.';
  var memory = {};
  var maxQueue = 1000, maxBatch = 50, sessionMs = 1800000, delay = 0, timer = 0, isSending = false;

  function read(name) {
    try {
      var text = localStorage.getItem(prefix + name);
      return text === null ? (memory[name] === undefined ? null : memory[name]) : JSON.parse(text);
    } catch (e) { return memory[name] === undefined ? null : memory[name]; }
  }
  function write(name, value) {
    memory[name] = value;
    try { localStorage.setItem(prefix + name, JSON.stringify(value)); } catch (e) { /* full or refused: memory has it */ }
  }
  function uuid() {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    var b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    var h = Array.prototype.map.call(b, function (x) { return (x + 256).toString(16).slice(1); }).join('');
    return h.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }
  function anonymousId() {
    var id = read('anonymous');
    if (!id) { id = uuid(); write('anonymous', id); }
    return id;
  }
  function session() {
    var now = Date.now(), known = read('session');
    if (!known || now - known.seen > sessionMs) known = { id: uuid(), seen: now };
    known.seen = now;
    write('session', known);
    return known.id;
  }
  function campaign() {
    var found = {}, has = false, params = new URLSearchParams(location.search);
    ['source', 'medium', 'campaign', 'term', 'content'].forEach(function (name) {
      var value = params.get('utm_' + name);
      if (value) { found[name === 'campaign' ? 'name' : name] = value; has = true; }
    });
    return has ? found : undefined;
  }
  function context() {
    return {
      library: { name: 'luopan.js', version: '1' },
      locale: navigator.language,
      sessionId: session(),
      campaign: campaign(),
      page: { path: location.pathname, url: location.href, title: document.title, referrer: document.referrer, search: location.search }
    };
  }
  function enqueue(message) {
    message.messageId = uuid();
    message.anonymousId = anonymousId();
    var user = read('user');
    if (message.userId === undefined && user) message.userId = user;
    message.timestamp = new Date().toISOString();
    message.context = context();
    var queue = read('queue') || [];
    queue.push(message);
    write('queue', queue.slice(-maxQueue));
    plan(queue.length >= maxBatch ? 0 : 300);
  }
  function plan(ms) {
    if (timer && ms > 0) return;
    clearTimeout(timer);
    timer = setTimeout(flush, Math.max(ms, delay));
  }
  function body(batch) {
    return JSON.stringify({ writeKey: key, sentAt: new Date().toISOString(), batch: batch });
  }
  function drop(ids) {
    write('queue', (read('queue') || []).filter(function (m) { return ids.indexOf(m.messageId) < 0; }));
  }
  function failed(seconds) {
    delay = seconds > 0 ? seconds * 1000 : Math.min(60000, delay === 0 ? 1000 : delay * 2);
    plan(delay);
  }
  function flush() {
    timer = 0;
    if (isSending) return;
    var batch = (read('queue') || []).slice(0, maxBatch);
    if (batch.length === 0) return;
    isSending = true;
    fetch(endpoint, { method: 'POST', body: body(batch), headers: { 'Content-Type': 'text/plain' }, credentials: 'omit' })
      .then(function (response) {
        isSending = false;
        var ids = batch.map(function (m) { return m.messageId; });
        if (response.ok) {
          delay = 0;
          drop(ids);
          if ((read('queue') || []).length > 0) plan(0);
        } else if (response.status === 400) {
          // The answer names the message that is wrong; the others go again without it.
          return response.json().then(function (answer) {
            var path = answer.error && answer.error.details[0] && answer.error.details[0].path;
            var index = path ? Number(String(path).split('.')[1]) : NaN;
            drop(isNaN(index) ? ids : [ids[index]]);
            plan(0);
          });
        } else if (response.status === 413) {
          if (maxBatch > 1) maxBatch = Math.floor(maxBatch / 2);
          else drop(ids);
          plan(0);
        } else failed(Number(response.headers.get('Retry-After')) || 0);
      })
      .catch(function () { isSending = false; failed(0); });
  }
  addEventListener('pagehide', function () {
    var batch = (read('queue') || []).slice(0, maxBatch);
    if (batch.length > 0 && navigator.sendBeacon) navigator.sendBeacon(endpoint, new Blob([body(batch)], { type: 'text/plain' }));
  });
  addEventListener('online', function () { delay = 0; plan(0); });

  var api = {
    version: '1',
    track: function (event, properties) { enqueue({ type: 'track', event: event, properties: properties || {} }); },
    page: function (name, properties) { enqueue({ type: 'page', name: name, properties: properties || {} }); },
    identify: function (userId, traits) { write('user', String(userId)); enqueue({ type: 'identify', userId: String(userId), traits: traits || {} }); },
    group: function (groupId, traits) { enqueue({ type: 'group', groupId: String(groupId), traits: traits || {} }); },
    alias: function (userId, previousId) { enqueue({ type: 'alias', userId: String(userId), previousId: String(previousId || read('user') || anonymousId()) }); },
    reset: function () { write('user', null); write('anonymous', null); write('session', null); },
    anonymousId: anonymousId,
    flush: flush,
    push: function (call) { var list = Array.prototype.slice.call(call); if (api[list[0]]) api[list[0]].apply(api, list.slice(1)); }
  };
  window.luopan = api;
  if (script.getAttribute('data-page') !== 'off') api.page();
  early.forEach(api.push);
  if ((read('queue') || []).length > 0) plan(300);
})();
`;
