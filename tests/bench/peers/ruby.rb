# Rails and Rack open the cookies of many lines, for frameworks.sh.
#
#     ruby.rb FORMAT NAME   reads cookies with the key of the file `key`, a line each,
#                           and writes a record for each; NAME is the cookies' name

require 'json'
require 'cgi'
require 'active_support'
require 'active_support/core_ext'
require 'active_support/message_encryptor'
require 'active_support/key_generator'

form, name = ARGV
key = File.read('key').strip

# The salts and sizes of Rails 6.1, as its cookie jar asks for them.
generator = ActiveSupport::KeyGenerator.new(key, iterations: 1000)
read =
  case form
  when 'rails-gcm'
    secret = generator.generate_key('authenticated encrypted cookie', 32)
    box = ActiveSupport::MessageEncryptor.new(secret, cipher: 'aes-256-gcm', serializer: JSON)
    ->(value) { box.decrypt_and_verify(value, purpose: "cookie.#{name}") }
  when 'rails-cbc'
    secret = generator.generate_key('encrypted cookie', 32)
    sign = generator.generate_key('signed encrypted cookie')
    box = ActiveSupport::MessageEncryptor.new(
      secret, sign, cipher: 'aes-256-cbc', digest: 'SHA1', serializer: JSON
    )
    ->(value) { box.decrypt_and_verify(value, purpose: "cookie.#{name}") }
  when 'rails-signed'
    sign = generator.generate_key('signed cookie')
    box = ActiveSupport::MessageVerifier.new(sign, digest: 'SHA1', serializer: JSON)
    ->(value) { box.verify(value, purpose: "cookie.#{name}") }
  end
$stdin.each_line.with_index(1) do |line, number|
  payload = read.call(CGI.unescape(line.chomp))
  puts({ line: number, outcome: 'valid', payload: payload }.to_json)
end
