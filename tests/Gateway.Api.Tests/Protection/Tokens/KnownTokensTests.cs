using System.Security.Claims;
using Gateway.Api.Protection.Tokens;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Api.Tests.Protection.Tokens;

/// <summary>A token that was found good is taken again, for a moment and never beyond its end.</summary>
public sealed class KnownTokensTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddDays(1));
    private readonly Checks checks = new();
    private readonly KnownTokens known;
    private readonly RememberedTokens tokens;

    public KnownTokensTests()
    {
        known = new(time);
        tokens = new(checks, known);
    }

    [Fact]
    public async Task A_good_token_is_checked_once_in_a_while()
    {
        checks.EndsAt = time.GetUtcNow().AddHours(1);

        Assert.True(await AskAsync("good"));
        time.Advance(KnownTokens.Remembered - TimeSpan.FromSeconds(1));
        Assert.True(await AskAsync("good"));
        Assert.Equal(1, checks.Count);

        time.Advance(TimeSpan.FromSeconds(2));
        checks.IsGood = false;
        Assert.False(await AskAsync("good"));
        Assert.Equal(2, checks.Count);
    }

    [Fact]
    public async Task A_token_is_checked_again_from_its_end_on()
    {
        checks.EndsAt = time.GetUtcNow().AddSeconds(5);

        await AskAsync("short");
        time.Advance(TimeSpan.FromSeconds(5));
        await AskAsync("short");

        Assert.Equal(2, checks.Count);
    }

    [Fact]
    public async Task A_refused_token_is_not_remembered_and_another_is_another()
    {
        checks.EndsAt = time.GetUtcNow().AddHours(1);
        checks.IsGood = false;
        await AskAsync("bad");
        await AskAsync("bad");
        checks.IsGood = true;
        await AskAsync(new string('x', 3_000));
        await AskAsync(new string('x', 2_999) + "y");
        // Too long to be looked for.
        await AskAsync(new string('x', 5_000));
        await AskAsync(new string('x', 5_000));

        Assert.Equal(6, checks.Count);
    }

    [Fact]
    public async Task What_is_remembered_is_bounded()
    {
        checks.EndsAt = time.GetUtcNow().AddHours(1);
        for (var i = 0; i <= 2 * KnownTokens.TokensMax; i++)
        {
            await AskAsync($"{i}");
        }

        await AskAsync("0");

        Assert.Equal((2 * KnownTokens.TokensMax) + 2, checks.Count);
    }

    /// <summary>As a request does: what is known is not checked.</summary>
    private async Task<bool> AskAsync(string token) =>
        known.Find(token) is not null || (await tokens.ValidateTokenAsync(token, new TokenValidationParameters())).IsValid;

    private sealed class Checks : TokenHandler
    {
        public int Count { get; private set; }

        public bool IsGood { get; set; } = true;

        public DateTimeOffset EndsAt { get; set; }

        public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
        {
            Count++;
            return Task.FromResult(new TokenValidationResult { IsValid = IsGood, SecurityToken = new Token(EndsAt), ClaimsIdentity = new ClaimsIdentity() });
        }
    }

    private sealed class Token(DateTimeOffset endsAt) : SecurityToken
    {
        public override string Id => "";

        public override string Issuer => "";

        public override SecurityKey SecurityKey => null!;

        public override SecurityKey SigningKey { get; set; } = null!;

        public override DateTime ValidFrom => DateTime.MinValue;

        public override DateTime ValidTo => endsAt.UtcDateTime;
    }
}
