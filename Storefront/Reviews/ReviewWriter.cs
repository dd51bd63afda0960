using Storefront.Assortment;

namespace Storefront.Reviews;

/// <summary>Writes the reviews of a product: rating, title and text agree with each other.</summary>
internal static class ReviewWriter
{
    private const int ReviewsMax = 6;
    private const int Purpose = 5;

    private static readonly DateOnly Opening = new(2025, 1, 6);

    private static readonly string[] Authors =
    [
        "Amira", "Bjorn", "Chiara", "Dele", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas",
        "Kaya", "Lin", "Mateo", "Noor", "Olga", "Priya", "Quentin", "Rosa", "Sven", "Tomoko",
    ];

    private static readonly string[][] Titles =
    [
        ["Came back broken", "Not for me"],
        ["Expected more", "Looks better than it works"],
        ["It does the job", "Fine for the price"],
        ["Very good", "Would buy again"],
        ["Excellent", "Better than the one it replaced"],
    ];

    private static readonly string[][] Verdicts =
    [
        ["It failed in the first week and went back.", "The finish came off at once."],
        ["It works, but the fit is loose.", "It is heavier than the pictures suggest."],
        ["Nothing special, nothing wrong.", "Good enough for what I need."],
        ["Solid, and it still looks new after months.", "Well thought out in every detail but one."],
        ["I use it every day and never think about it.", "My neighbour ordered one after trying mine."],
    ];

    public static ProductReviews ReviewsOf(Product product)
    {
        var draw = new Draw(product.Number, Purpose);
        var reviews = new Review[draw.Below(ReviewsMax + 1)];
        for (var i = 0; i < reviews.Length; i++)
        {
            reviews[i] = Write(product, ref draw);
        }

        var average = reviews.Length == 0 ? 0 : Math.Round((decimal)reviews.Average(review => review.Rating), 1);
        return new(product.Id, average, reviews.Length, [.. reviews.OrderByDescending(review => review.WrittenOn)]);
    }

    private static Review Write(Product product, ref Draw draw)
    {
        // Buyers who write are mostly content: of the ratings 1 to 5, two draws in three are the better one.
        var rating = Math.Max(draw.Between(1, 5), draw.Between(1, 5));
        var text = $"Bought the {product.Kind.ToLowerInvariant()} for {draw.From(product.Department.Uses)}. {draw.From(Verdicts[rating - 1])}";
        return new(draw.From(Authors), rating, draw.From(Titles[rating - 1]), text, Opening.AddDays(draw.Below(600)));
    }
}
