using System.Numerics.Tensors;
using System.Text;

namespace Imaging.Worker.Inference.Text;

/// <summary>
/// Letters from a reading model's numbers (CTC, greedy): in each column the likeliest class; repeated ones are one letter, class 0 is
/// none, class k the k-th of the labels, and the last one a space.
/// </summary>
internal sealed class Alphabet(IReadOnlyList<string> labels)
{
    private const int None = 0;

    /// <summary>
    /// A model that learnt most of its letters from Chinese hides narrow spaces behind "none". Between letters of one word it gives a
    /// space less than 0.001, between words never less than 0.06 (measured on rendered lines): so that much is a space.
    /// </summary>
    private const float SpaceLeast = 0.01f;

    private readonly string[] letters = ["", .. labels, " "];

    /// <summary>The text and how sure its letters are on average, 0 to 1; no text is 0.</summary>
    /// <param name="probabilities">One row of all classes for each column of the line.</param>
    /// <exception cref="ModelBrokenException">The model has another number of classes than there are letters.</exception>
    public (string Text, double Score) Read(ReadOnlySpan<float> probabilities)
    {
        if (probabilities.Length % letters.Length != 0)
        {
            throw new ModelBrokenException($"A reading model answers {probabilities.Length} numbers; allowed: a multiple of {letters.Length}, its labels, a blank and a space.");
        }

        var text = new StringBuilder();
        var space = letters.Length - 1;
        var (before, gap, sum, count) = (None, 0f, 0.0, 0);
        for (; !probabilities.IsEmpty; probabilities = probabilities[letters.Length..])
        {
            var column = probabilities[..letters.Length];
            var best = TensorPrimitives.IndexOfMax(column);
            if (best is None || best == space)
            {
                gap = Math.Max(gap, column[space]);
            }
            else if (best != before)
            {
                text.Append(gap >= SpaceLeast && count > 0 ? " " : "").Append(letters[best]);
                sum += column[best];
                count++;
                gap = 0;
            }

            before = best;
        }

        return (text.ToString(), count == 0 ? 0 : sum / count);
    }
}
