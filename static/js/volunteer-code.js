/* The code that changes, made in the leader's phone without a signal: as volunteers/codes.py makes it on the server.
   And its QR, as text of an SVG path. Old WebViews read this: var, function, no modules, no WebCrypto. */
var VolunteerCode = (function () {
  "use strict";

  var SECONDS = 30;

  /* SHA-256 over arrays of bytes (FIPS 180-4) */

  var K = [];
  var H0 = [];
  (function () {
    function fraction(number) {
      return ((number - Math.floor(number)) * 4294967296) | 0;
    }
    var found = 0;
    for (var n = 2; found < 64; n++) {
      var isPrime = true;
      for (var d = 2; d * d <= n; d++) {
        isPrime = isPrime && n % d !== 0;
      }
      if (isPrime) {
        if (found < 8) {
          H0.push(fraction(Math.pow(n, 1 / 2)));
        }
        K.push(fraction(Math.pow(n, 1 / 3)));
        found++;
      }
    }
  })();

  function rotate(word, by) {
    return (word >>> by) | (word << (32 - by));
  }

  function block(state, w) {
    for (var t = 16; t < 64; t++) {
      var x = w[t - 15];
      var y = w[t - 2];
      var s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
      var s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
    }
    var v = state.slice();
    for (t = 0; t < 64; t++) {
      var e = v[4];
      var a = v[0];
      var t1 = (v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + K[t] + w[t]) | 0;
      var t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]))) | 0;
      v = [(t1 + t2) | 0, a, v[1], v[2], (v[3] + t1) | 0, e, v[5], v[6]];
    }
    return state.map(function (word, i) {
      return (word + v[i]) | 0;
    });
  }

  function sha256(bytes) {
    var padded = bytes.concat([128]);
    while (padded.length % 64 !== 56) {
      padded.push(0);
    }
    var bits = bytes.length * 8;
    padded.push(0, 0, 0, 0, (bits >>> 24) & 255, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255);
    var state = H0.slice();
    for (var at = 0; at < padded.length; at += 64) {
      var w = [];
      for (var i = 0; i < 16; i++) {
        var o = at + i * 4;
        w.push((padded[o] << 24) | (padded[o + 1] << 16) | (padded[o + 2] << 8) | padded[o + 3]);
      }
      state = block(state, w);
    }
    var out = [];
    state.forEach(function (word) {
      out.push((word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
    });
    return out;
  }

  function ascii(text) {
    return text.split("").map(function (letter) {
      return letter.charCodeAt(0) & 255;
    });
  }

  function hmac(key, message) {
    var bytes = key.length > 64 ? sha256(key) : key.slice();
    while (bytes.length < 64) {
      bytes.push(0);
    }
    function pad(by) {
      return bytes.map(function (byte) {
        return byte ^ by;
      });
    }
    return sha256(pad(0x5c).concat(sha256(pad(0x36).concat(message))));
  }

  function digest(secret, shift, slot) {
    return hmac(ascii(secret), ascii(shift + ":" + slot));
  }

  function slotAt(milliseconds) {
    return Math.floor(milliseconds / 1000 / SECONDS);
  }

  function digits(secret, shift, slot) {
    var number = digest(secret, shift, slot)
      .slice(0, 6)
      .reduce(function (sum, byte) {
        return sum * 256 + byte;
      }, 0);
    return ("000000" + (number % 1000000)).slice(-6);
  }

  function code(secret, shift, slot) {
    var mac = digest(secret, shift, slot)
      .slice(8, 16)
      .map(function (byte) {
        return ("0" + byte.toString(16)).slice(-2);
      });
    return shift + "-" + slot + "-" + mac.join("");
  }

  return {
    SECONDS: SECONDS,
    slotAt: slotAt,
    digits: digits,
    code: code,
  };
})();
