/* A QR code without a server: bytes, level M, versions 1 to 9 (at most 180 bytes), after ISO/IEC 18004.
   `VolunteerQR(text)` is rows of true and false; null where the text is too long. */
var VolunteerQR = (function () {
  "use strict";

  /* Of each version: correction bytes per block; blocks and their data bytes, twice; places of alignment patterns */
  var VERSIONS = [
    [10, 1, 16, 0, 0, []],
    [16, 1, 28, 0, 0, [6, 18]],
    [26, 1, 44, 0, 0, [6, 22]],
    [18, 2, 32, 0, 0, [6, 26]],
    [24, 2, 43, 0, 0, [6, 30]],
    [16, 4, 27, 0, 0, [6, 34]],
    [18, 4, 31, 0, 0, [6, 22, 38]],
    [22, 2, 38, 2, 39, [6, 24, 42]],
    [22, 3, 36, 2, 37, [6, 26, 46]],
  ];

  var EXP = [];
  var LOG = [];
  for (var i = 0, x = 1; i < 255; i++) {
    EXP[i] = x;
    LOG[x] = i;
    x = x << 1;
    x = x > 255 ? x ^ 0x11d : x;
  }

  function times(a, b) {
    return a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0;
  }

  function correction(data, count) {
    var generator = [1];
    for (var i = 0; i < count; i++) {
      var next = generator.concat([0]);
      for (var j = 0; j < generator.length; j++) {
        next[j + 1] ^= times(generator[j], EXP[i]);
      }
      generator = next;
    }
    var rest = data.concat(new Array(count + 1).join("0").split("").map(Number));
    for (i = 0; i < data.length; i++) {
      var lead = rest[i];
      for (j = 0; j < generator.length; j++) {
        rest[i + j] ^= times(generator[j], lead);
      }
    }
    return rest.slice(data.length);
  }

  function bitsOf(bytes, version, capacity) {
    var bits = [];
    function push(value, length) {
      for (var i = length - 1; i >= 0; i--) {
        bits.push((value >>> i) & 1);
      }
    }
    push(4, 4);
    push(bytes.length, 8);
    bytes.forEach(function (byte) {
      push(byte, 8);
    });
    push(0, Math.min(4, capacity * 8 - bits.length));
    while (bits.length % 8) {
      bits.push(0);
    }
    for (var pad = 0; bits.length < capacity * 8; pad++) {
      push(pad % 2 ? 0x11 : 0xec, 8);
    }
    return bits;
  }

  function codewords(bytes, version) {
    var about = VERSIONS[version - 1];
    var capacity = about[1] * about[2] + about[3] * about[4];
    var bits = bitsOf(bytes, version, capacity);
    var data = [];
    for (var i = 0; i < bits.length; i += 8) {
      data.push(parseInt(bits.slice(i, i + 8).join(""), 2));
    }
    var blocks = [];
    for (i = 0; i < about[1] + about[3]; i++) {
      blocks.push(data.splice(0, i < about[1] ? about[2] : about[4]));
    }
    var checks = blocks.map(function (block) {
      return correction(block, about[0]);
    });
    return interleave(blocks).concat(interleave(checks));
  }

  function interleave(blocks) {
    var out = [];
    var longest = blocks[blocks.length - 1].length;
    for (var i = 0; i < longest; i++) {
      blocks.forEach(function (block) {
        if (i < block.length) {
          out.push(block[i]);
        }
      });
    }
    return out;
  }

  /* `rows[r][c]` is undefined where data may go */
  function frame(version) {
    var size = 17 + 4 * version;
    var rows = [];
    for (var r = 0; r < size; r++) {
      rows.push(new Array(size));
    }
    function square(top, left, radius, isDark) {
      for (var r = -radius; r <= radius; r++) {
        for (var c = -radius; c <= radius; c++) {
          if (rows[top + r] && top + r >= 0 && left + c >= 0 && left + c < size) {
            rows[top + r][left + c] = isDark(Math.max(Math.abs(r), Math.abs(c)));
          }
        }
      }
    }
    function finder(ring) {
      return ring !== 2 && ring !== 4;
    }
    for (var i = 0; i < size; i++) {
      rows[6][i] = rows[i][6] = i % 2 === 0;
    }
    square(3, 3, 4, finder);
    square(3, size - 4, 4, finder);
    square(size - 4, 3, 4, finder);
    var places = VERSIONS[version - 1][5];
    var last = places.length - 1;
    places.forEach(function (row, a) {
      places.forEach(function (column, b) {
        if (!((a === 0 && b === 0) || (a === 0 && b === last) || (a === last && b === 0))) {
          square(row, column, 2, function (ring) {
            return ring !== 1;
          });
        }
      });
    });
    return rows;
  }

  function remainder(value, polynomial, degree) {
    var rest = value << degree;
    for (var i = 31; i >= degree; i--) {
      if ((rest >>> i) & 1) {
        rest ^= polynomial << (i - degree);
      }
    }
    return (value << degree) | rest;
  }

  function writeFormat(rows, mask) {
    var size = rows.length;
    /* Level M is 00 */
    var bits = remainder(mask, 0x537, 10) ^ 0x5412;
    for (var i = 0; i < 15; i++) {
      var isDark = ((bits >>> i) & 1) === 1;
      rows[i < 6 ? i : i < 8 ? i + 1 : size - 15 + i][8] = isDark;
      rows[8][i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i] = isDark;
    }
    rows[size - 8][8] = true;
  }

  function writeVersion(rows, version) {
    var size = rows.length;
    var bits = remainder(version, 0x1f25, 12);
    for (var i = 0; version >= 7 && i < 18; i++) {
      var isDark = ((bits >>> i) & 1) === 1;
      var near = Math.floor(i / 3);
      var far = size - 11 + (i % 3);
      rows[near][far] = rows[far][near] = isDark;
    }
  }

  var MASKS = [
    function (r, c) { return (r + c) % 2; },
    function (r) { return r % 2; },
    function (r, c) { return c % 3; },
    function (r, c) { return (r + c) % 3; },
    function (r, c) { return (Math.floor(r / 2) + Math.floor(c / 3)) % 2; },
    function (r, c) { return ((r * c) % 2) + ((r * c) % 3); },
    function (r, c) { return (((r * c) % 2) + ((r * c) % 3)) % 2; },
    function (r, c) { return (((r + c) % 2) + ((r * c) % 3)) % 2; },
  ];

  function fill(version, words, mask) {
    var rows = frame(version);
    var size = rows.length;
    writeFormat(rows, mask);
    writeVersion(rows, version);
    var at = 0;
    for (var right = size - 1, up = true; right > 0; right -= 2, up = !up) {
      if (right === 6) {
        right--;
      }
      for (var step = 0; step < size; step++) {
        var r = up ? size - 1 - step : step;
        for (var c = right; c > right - 2; c--) {
          if (rows[r][c] === undefined) {
            var word = words[at >> 3];
            var bit = word === undefined ? 0 : (word >>> (7 - (at & 7))) & 1;
            rows[r][c] = (bit ^ (MASKS[mask](r, c) === 0 ? 1 : 0)) === 1;
            at++;
          }
        }
      }
    }
    return rows;
  }

  /* How hard a pattern is to read: runs, squares, false finders, imbalance */
  function penalty(rows) {
    var size = rows.length;
    var sum = 0;
    var dark = 0;
    function line(get) {
      var text = "";
      for (var i = 0; i < size; i++) {
        text += get(i) ? "1" : "0";
      }
      (text.match(/0{5,}|1{5,}/g) || []).forEach(function (run) {
        sum += run.length - 2;
      });
      for (i = 0; i + 7 <= size; i++) {
        if (text.substr(i, 7) === "1011101") {
          var before = text.slice(Math.max(0, i - 4), i);
          var after = text.substr(i + 7, 4);
          sum += before.indexOf("1") < 0 || after.indexOf("1") < 0 ? 40 : 0;
        }
      }
    }
    for (var r = 0; r < size; r++) {
      line(function (i) { return rows[r][i]; });
      line(function (i) { return rows[i][r]; });
      for (var c = 0; c < size; c++) {
        dark += rows[r][c] ? 1 : 0;
        var isSquare = r && c && rows[r][c] === rows[r - 1][c] && rows[r][c] === rows[r][c - 1];
        sum += isSquare && rows[r][c] === rows[r - 1][c - 1] ? 3 : 0;
      }
    }
    return sum + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
  }

  return function (text, wantedMask) {
    var bytes = text.split("").map(function (letter) {
      return letter.charCodeAt(0) & 255;
    });
    for (var version = 1; version <= VERSIONS.length; version++) {
      var about = VERSIONS[version - 1];
      if (bytes.length + 2 <= about[1] * about[2] + about[3] * about[4]) {
        var words = codewords(bytes, version);
        var patterns = MASKS.map(function (_mask, number) {
          return fill(version, words, number);
        });
        var weights = patterns.map(penalty);
        var best = weights.indexOf(Math.min.apply(null, weights));
        return patterns[wantedMask === undefined ? best : wantedMask];
      }
    }
    return null;
  };
})();
