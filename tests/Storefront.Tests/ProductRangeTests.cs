using Storefront.Assortment;
using Storefront.Catalog;
using Storefront.Inventory;
using Storefront.Pricing;
using Storefront.Recommendations;
using Storefront.Reviews;

namespace Storefront.Tests;

/// <summary>The range is the same everywhere, and every product of it is one that a shop could sell.</summary>
public sealed class ProductRangeTests
{
    private static readonly ProductRange Products = ProductRange.Create();

    [Fact]
    public void The_range_has_a_thousand_products_and_more_numbered_from_one()
    {
        Assert.True(Products.All.Count >= 1000);
        Assert.Equal(Enumerable.Range(1, Products.All.Count).Select(number => $"{number}"), Products.All.Select(product => product.Id));
    }

    [Fact]
    public void Every_start_makes_the_same_products()
    {
        Assert.Equal(Products.All, ProductRange.Create().All);
        // Written down, so that another runtime or a careless change is seen.
        Assert.Equal(
            ("Prairie Recycled Cardboard Board Game", "Wrenfield", 112.90m),
            (Products.All[6].Name, Products.All[6].Brand, PricingEndpoints.PriceOf(Products.All[6]).Amount));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1201")]
    [InlineData("\u0661")]
    [InlineData("")]
    public void Only_the_exact_id_is_a_product(string id) => Assert.False(Products.TryFind(id, out _));

    [Fact]
    public void Every_product_is_believable()
    {
        Assert.All(Products.All, product =>
        {
            var details = CatalogEndpoints.Describe(product);
            var price = PricingEndpoints.PriceOf(product);
            var stock = InventoryEndpoints.StockOf(product);
            var reviews = ReviewWriter.ReviewsOf(product);
            var recommended = RecommendationsEndpoints.RecommendedFor(product, Products).Products;

            Assert.Contains(product.Kind, details.Name, StringComparison.Ordinal);
            Assert.Equal(3, details.Categories.Count);
            Assert.InRange(price.Amount, 1m, price.ListAmount);
            Assert.Equal(stock.Available, stock.Warehouses.Sum(warehouse => warehouse.Quantity));
            Assert.Equal(reviews.Count, reviews.Reviews.Count);
            Assert.All(reviews.Reviews, review => Assert.InRange(review.Rating, 1, 5));
            Assert.Equal(6, recommended.Select(other => other.Id).Distinct().Count());
            Assert.DoesNotContain(product.Id, recommended.Select(other => other.Id));
        });
        Assert.True(Products.All.Select(product => product.Name).Distinct().Count() > 800, "too many products share a name");
        Assert.Contains(Products.All, product => InventoryEndpoints.StockOf(product).Available == 0);
    }
}
