namespace AiBridge.Configuration;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary><c>; did you mean "X"?</c>, or empty when nothing is near.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var nearest = known.Select(candidate => (candidate, distance: Distance(name, candidate))).OrderBy(pair => pair.distance).FirstOrDefault();
        return nearest.candidate is not null && nearest.distance <= Math.Max(2, nearest.candidate.Length / 3)
            ? $"; did you mean \"{nearest.candidate}\"?"
            : "";
    }

    /// <summary>Levenshtein's distance, letters of any case.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
