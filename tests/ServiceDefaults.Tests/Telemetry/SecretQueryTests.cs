using ServiceDefaults.Telemetry;

namespace ServiceDefaults.Tests.Telemetry;

public sealed class SecretQueryTests
{
    [Theory]
    [InlineData("access_token=eyJ", "?(removed)")]
    [InlineData("?id=1&access_token=eyJ", "?(removed)")]
    [InlineData("id=1&sv=2024&sig=a%2Bb", "?(removed)")]
    [InlineData("https://h/hubs/chat?id=1&access_token=eyJ.e.s", "https://h/hubs/chat?(removed)")]
    [InlineData("https://store/c/b.jpg?SV=1&SIG=abc&sp=c", "https://store/c/b.jpg?(removed)")]
    [InlineData("GET http://h/hubs/x?ACCESS_TOKEN=eyJ HTTP/1.1", "GET http://h/hubs/x?(removed) HTTP/1.1")]
    [InlineData("a http://h/?sig=1 b \"http://h/?sig=2\" c", "a http://h/?(removed) b \"http://h/?(removed)\" c")]
    [InlineData("{\"url\":\"http://h/p?a=1\\u0026sig=x\",\"n\":1}", "{\"url\":\"http://h/p?(removed)\",\"n\":1}")]
    [InlineData("/go?to=https%3A%2F%2Fstore%2Fb%3Fsv%3D1%26sig%3Dabc", "/go?(removed)")]
    [InlineData("http://h/a?b=1\nhttp://h/c?sig=1\nend", "http://h/a?b=1\nhttp://h/c?(removed)\nend")]
    public void The_query_that_carries_a_secret_goes_and_the_rest_stays(string text, string expected)
    {
        Assert.True(SecretQuery.MayCarry(text));
        Assert.Equal(expected, SecretQuery.Remove(text));
        Assert.Same(expected, SecretQuery.Remove(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET http://h/api/products/1?design=plain&page=2")]
    [InlineData("the signature of access_token was refused")]
    public void A_text_without_secrets_is_the_same_instance(string text)
    {
        Assert.False(SecretQuery.MayCarry(text));
        Assert.Same(text, SecretQuery.Remove(text));
    }

    [Fact]
    public void Values_that_are_no_texts_are_read_as_an_exporter_would_write_them()
    {
        Assert.Equal("https://h/b?(removed)", SecretQuery.Remove(new Uri("https://h/b?sig=1")));
        Assert.Equal(new[] { "a", "?(removed)", null }, Assert.IsType<string?[]>(SecretQuery.Remove((object)new[] { "a", "?sig=1", null })));
        var untouched = new[] { "a" };
        Assert.Same(untouched, SecretQuery.Remove((object)untouched));
        Assert.Equal(5, SecretQuery.Remove((object)5));
        Assert.Null(SecretQuery.Remove((object?)null));
    }
}
